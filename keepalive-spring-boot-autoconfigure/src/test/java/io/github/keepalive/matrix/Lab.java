package io.github.keepalive.matrix;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.connection.PoolView.PoolSnapshot;
import io.github.keepalive.matrix.Caller.Seen;
import io.github.keepalive.matrix.Fault.Idle;
import io.github.keepalive.test.Exchange;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.ManualClock;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.NestedExceptionUtils;

/**
 * An application with one kind of client, and a server of its own for each case, so that
 * no case inherits a connection from another. The clock of the pools stands still unless
 * a case moves it, so only cases that wait for a timeout may run beside others.
 */
final class Lab implements AutoCloseable {

	private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);

	private static final Duration SHORT_READ_TIMEOUT = Duration.ofSeconds(1);

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final Duration JDK_LIMIT = Duration.ofSeconds(5);

	// Beyond what HttpClient 5 takes for a busy connection at which it need not look.
	private static final Duration QUIET = Duration.ofMillis(150);

	private static final int TRIES = 20;

	private static final AtomicLong IDS = new AtomicLong();

	private final Transport transport;

	private final ManualClock clock = new ManualClock();

	private final ConfigurableApplicationContext context;

	private final PoolRegistry pools;

	private final Caller plain;

	private final Caller secure;

	private final Caller impatient;

	Lab(Transport transport) {
		this.transport = transport;
		this.context = MatrixApplication.start(transport, this.clock);
		this.pools = this.context.getBean(PoolRegistry.class);
		HttpClientSettings settings = HttpClientSettings.defaults().withReadTimeout(READ_TIMEOUT);
		this.plain = Caller.of(transport, this.context, settings);
		this.secure = Caller.of(transport, this.context,
				settings.withSslBundle(this.context.getBean(SslBundles.class).getBundle("fixture")));
		this.impatient = Caller.of(transport, this.context, settings.withReadTimeout(SHORT_READ_TIMEOUT));
	}

	private Caller caller(Cell cell) {
		if (cell.fault() == Fault.HANG) {
			return this.impatient;
		}
		return cell.tls() ? this.secure : this.plain;
	}

	/**
	 * Runs a case.
	 * @param cell the case
	 * @return how it ended
	 */
	Observation run(Cell cell) {
		for (int i = 0; i < TRIES; i++) {
			Observation observation = once(cell);
			if (observation != null) {
				return observation;
			}
		}
		return new Observation(cell, new Outcome("never reached", 0, 0), "", null);
	}

	private @Nullable Observation once(Cell cell) {
		try (FaultServer server = cell.tls() ? FaultServer.startTls() : FaultServer.start()) {
			if (cell.reused() && !warmUp(server, cell)) {
				// A short read timeout on a busy machine.
				return null;
			}
			if (cell.fault().ofTheExchange()) {
				server.enqueue(cell.fault().answer());
			}
			String id = "cell-" + IDS.incrementAndGet();
			Seen seen = caller(cell).send(cell.sent(), server.url("/"), id);
			if (seen.result().equals(Outcome.FOREIGN)) {
				// It was not waited for by the caller.
				await(() -> server.attempts(id) > 0);
			}
			if (cell.fault() == Fault.HANG && arrives(cell) && !hasArrived(server, id)) {
				// A short read timeout on a busy machine.
				return null;
			}
			List<Exchange> arrived = arrived(server, id);
			if (cell.fault().ofTheExchange() && !arrived.isEmpty() && arrived.get(0).reused() != cell.reused()) {
				// The JDK does not say when a connection is back in its pool.
				return null;
			}
			return new Observation(cell, outcome(cell, seen, arrived), seen.reason(), seen.failure());
		}
	}

	private static boolean arrives(Cell cell) {
		return Oracle.of(cell).outcomes().stream().anyMatch((outcome) -> outcome.attempts() > 0);
	}

	private static boolean hasArrived(FaultServer server, String id) {
		try {
			await(() -> server.attempts(id) > 0, SHORT_READ_TIMEOUT);
			return true;
		}
		catch (ConditionTimeoutException ex) {
			return false;
		}
	}

	private static List<Exchange> arrived(FaultServer server, String id) {
		return server.exchanges()
			.stream()
			.filter((exchange) -> id.equals(exchange.headers().get("x-request-id")))
			.toList();
	}

	private static Outcome outcome(Cell cell, Seen seen, List<Exchange> arrived) {
		int executions = (int) arrived.stream().filter(Exchange::executed).count();
		// A server that says 408 has not acted on the request, although the fixture has
		// read it.
		int refused = (cell.fault() == Fault.CROSSED_408 && !arrived.isEmpty()) ? 1 : 0;
		return new Outcome(seen.result(), arrived.size(), executions - refused);
	}

	private boolean warmUp(FaultServer server, Cell cell) {
		Fault fault = cell.fault();
		server.enqueue(fault.warmUp());
		Seen seen = caller(cell).send(Sent.GET, server.url("/"), "warm-up");
		if (!seen.result().equals(Outcome.OK)) {
			return false;
		}
		awaitPool(server, (pool) -> pool.active() != null && pool.active() == 0);
		switch (fault.idle()) {
			case NOTHING -> {
			}
			case PEER_WRITES, PEER_WROTE -> {
				return unsolicited(server, fault.idle());
			}
			case PEER_CLOSES -> awaitNoticed(server);
			case FIN -> {
				server.finIdle();
				awaitNoticed(server);
			}
			case FIN_UNSEEN -> {
				server.finIdle();
				await(() -> server.connectionsOpen() == 0);
			}
			case RESET -> {
				server.resetIdle();
				awaitNoticed(server);
			}
		}
		return true;
	}

	private boolean unsolicited(FaultServer server, Idle idle) {
		await(() -> server.unsolicitedSent() == 1);
		this.clock.advance(QUIET);
		if (idle == Idle.PEER_WROTE || !(this.transport.watchesIdleConnections() || this.transport == Transport.JDK)) {
			return true;
		}
		// Who reads idle connections closes this one, unless the bytes came before the
		// connection was in the pool, which the JDK does not tell.
		try {
			await(() -> server.connectionsOpen() == 0, (this.transport == Transport.JDK) ? JDK_LIMIT : LIMIT);
			return true;
		}
		catch (ConditionTimeoutException ex) {
			return false;
		}
	}

	private void awaitNoticed(FaultServer server) {
		await(() -> server.connectionsOpen() == 0);
		if (this.transport.watchesIdleConnections()) {
			awaitPool(server, (pool) -> pool.idle() != null && pool.idle() == 0);
		}
		this.clock.advance(QUIET);
	}

	private void awaitPool(FaultServer server, Predicate<PoolSnapshot> condition) {
		if (this.transport.exact()) {
			await(() -> this.pools.views()
				.stream()
				.flatMap((view) -> view.snapshot().stream())
				.anyMatch((pool) -> pool.route() != null && pool.route().port() == server.port()
						&& condition.test(pool)));
		}
	}

	private static void await(Callable<Boolean> condition) {
		await(condition, LIMIT);
	}

	private static void await(Callable<Boolean> condition, Duration limit) {
		Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).atMost(limit).until(condition);
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * What was seen of a case.
	 *
	 * @param cell the case
	 * @param outcome how it ended
	 * @param reason why a failure was not repeated, empty if nothing was said
	 * @param failure the failure
	 */
	record Observation(Cell cell, Outcome outcome, String reason, @Nullable RuntimeException failure) {

		@Override
		public String toString() {
			Throwable root = NestedExceptionUtils.getRootCause(this.failure);
			return this.cell + ": " + this.outcome + " (" + this.reason + ((root != null) ? ", " + root : "") + ")";
		}

	}

}
