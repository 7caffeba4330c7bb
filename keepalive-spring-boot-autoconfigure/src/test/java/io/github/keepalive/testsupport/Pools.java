package io.github.keepalive.testsupport;

import java.time.Duration;

import io.github.keepalive.connection.PoolRegistry;
import org.awaitility.Awaitility;

import org.springframework.context.ApplicationContext;

/**
 * The pools of an application's governed clients.
 */
public final class Pools {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private Pools() {
	}

	/**
	 * Waits until a connection is back in its pool: libraries hand over the end of a body
	 * before they give the connection back.
	 * @param context the application
	 */
	public static void awaitRelease(ApplicationContext context) {
		PoolRegistry pools = context.getBean(PoolRegistry.class);
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> pools.views()
				.stream()
				.flatMap((view) -> view.snapshot().stream())
				.anyMatch((pool) -> pool.idle() != null && pool.idle() > 0));
	}

}
