package io.github.keepalive.testsupport;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.connection.PoolView.PoolSnapshot;
import io.netty.util.concurrent.EventExecutor;
import org.awaitility.Awaitility;
import reactor.netty.http.HttpResources;
import reactor.netty.resources.LoopResources;

import org.springframework.context.ApplicationContext;

/**
 * Waits for the pools of governed clients: libraries hand over the end of a body before
 * they give the connection back, so that the next request may need another one.
 */
public final class Pools {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private Pools() {
	}

	/**
	 * Waits until all connections are back in their pool, at least one.
	 * @param context the application
	 */
	public static void awaitRelease(ApplicationContext context) {
		// One that is idle may be another than the one that was just used.
		await(context.getBean(PoolRegistry.class), (pools) -> noneActive(pools)
				&& pools.stream().anyMatch((pool) -> pool.idle() != null && pool.idle() > 0));
	}

	/**
	 * Waits until no connection is in use, so that the next request needs no other.
	 * @param context the application
	 */
	public static void awaitUnused(ApplicationContext context) {
		awaitUnused(context.getBean(PoolRegistry.class));
	}

	/**
	 * Waits until no connection is in use.
	 * @param registry the pools
	 */
	public static void awaitUnused(PoolRegistry registry) {
		await(registry, Pools::noneActive);
	}

	private static boolean noneActive(List<PoolSnapshot> pools) {
		return pools.stream().allMatch((pool) -> pool.active() == null || pool.active() == 0);
	}

	/**
	 * Waits until so many connections are in the pools.
	 * @param registry the pools
	 * @param connections the number
	 */
	public static void awaitIdle(PoolRegistry registry, int connections) {
		await(registry,
				(pools) -> pools.stream()
					.mapToInt((pool) -> (pool.idle() != null) ? pool.idle() : 0)
					.sum() == connections);
	}

	private static void await(PoolRegistry registry, Predicate<List<PoolSnapshot>> condition) {
		Awaitility.await()
			.atMost(PATIENCE)
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(5))
			.until(() -> rows(registry).toList(), condition);
		if (registry.views().stream().anyMatch((view) -> view.transport().equals("reactor-netty"))) {
			passEventLoops();
		}
	}

	private static Stream<PoolSnapshot> rows(PoolRegistry registry) {
		return registry.views().stream().flatMap((view) -> view.snapshot().stream());
	}

	/**
	 * Waits until all that the event loops were doing is done. Reactor Netty (1.3.6) asks
	 * our eviction predicate, which ends the lease, and only then puts the connection
	 * back, both in the same turn of its event loop.
	 */
	private static void passEventLoops() {
		for (EventExecutor loop : HttpResources.get().onClient(LoopResources.DEFAULT_NATIVE)) {
			try {
				loop.submit(() -> {
				}).awaitUninterruptibly(PATIENCE.toMillis());
			}
			catch (RejectedExecutionException ex) {
				// Shut down together with its connections.
				continue;
			}
		}
	}

}
