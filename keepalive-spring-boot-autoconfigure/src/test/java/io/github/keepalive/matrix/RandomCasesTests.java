package io.github.keepalive.matrix;

import java.net.URI;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.matrix.RandomCase.Idle;
import io.github.keepalive.matrix.RandomCase.Meets;
import io.github.keepalive.test.Exchange;
import io.github.keepalive.test.FaultServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the invariants of the rule with random requests and faults on real sockets:
 * several threads share the clients, each with servers of its own, so that each request
 * meets what was meant for it. The seed is printed and can be set with
 * {@code -Dkeepalive.seed}.
 */
@Timeout(300)
class RandomCasesTests {

	private static final int CASES = 10_000 * (Boolean.getBoolean("keepalive.long") ? 5 : 1);

	private static final int THREADS = 4;

	private static List<Result> results;

	private static long seed;

	@BeforeAll
	static void run() throws Exception {
		seed = Long.getLong("keepalive.seed", new Random().nextLong());
		System.out.println("Random cases: -Dkeepalive.seed=" + seed);
		Map<Transport, ConfigurableApplicationContext> contexts = new EnumMap<>(Transport.class);
		ExecutorService executor = Executors.newFixedThreadPool(THREADS);
		try {
			Map<Transport, RandomSender> senders = new EnumMap<>(Transport.class);
			for (Transport transport : Transport.values()) {
				contexts.put(transport, MatrixApplication.start(transport, IdleClock.SYSTEM));
				senders.put(transport, RandomSender.of(transport, contexts.get(transport)));
			}
			List<Callable<List<Result>>> parts = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				Random random = new Random(seed + i);
				parts.add(() -> part(random, senders));
			}
			results = new ArrayList<>();
			for (Future<List<Result>> part : executor.invokeAll(parts)) {
				results.addAll(part.get());
			}
		}
		finally {
			executor.shutdownNow();
			contexts.values().forEach(ConfigurableApplicationContext::close);
		}
	}

	@AfterAll
	static void forget() {
		results = null;
	}

	private static List<Result> part(Random random, Map<Transport, RandomSender> senders) {
		Map<Transport, Peer> peers = new EnumMap<>(Transport.class);
		senders.forEach((transport, sender) -> peers.put(transport, new Peer(sender)));
		try {
			for (int i = 0; i < CASES / THREADS; i++) {
				RandomCase next = RandomCase.of(random);
				peers.get(next.transport()).send(next, "case-" + i);
			}
			return peers.values().stream().flatMap((peer) -> peer.results().stream()).toList();
		}
		finally {
			peers.values().forEach(Peer::close);
		}
	}

	@Test
	void nothingArrivesMoreThanTwice() {
		assertThat(results).hasSize(CASES);
		assertThat(results.stream().filter((result) -> result.arrived().size() > 2)).as("seed %d", seed).isEmpty();
	}

	@Test
	void everyCallEnds() {
		assertThat(results.stream().filter(Result::hung)).as("seed %d", seed).isEmpty();
	}

	@Test
	void postWithoutKeyOrMarkIsNeverExecutedTwice() {
		assertThat(results.stream()
			.filter((result) -> List.of("POST", "PATCH").contains(result.random().method()))
			.filter((result) -> !Boolean.TRUE.equals(result.random().mark()))
			.filter((result) -> result.random().key() == null || result.random().key().isBlank())
			.filter((result) -> result.executions() > 1)).as("seed %d", seed).isEmpty();
	}

	@Test
	void nothingIsExecutedTwiceAgainstTheRule() {
		assertThat(results.stream()
			// The JDK's client repeats a GET whatever its caller says.
			.filter((result) -> result.random().transport() != Transport.JDK || !result.random().method().equals("GET"))
			.filter((result) -> !result.random().repeatable() && result.executions() > 1)).as("seed %d", seed)
			.isEmpty();
	}

	@Test
	void nothingIsRepeatedThatWasLostOnAFreshConnection() {
		List<Result> fresh = results.stream()
			.filter((result) -> result.random().transport().exact() && result.random().first().lost())
			.filter((result) -> !result.arrived().isEmpty() && !result.arrived().get(0).reused())
			.toList();
		assertThat(fresh.size()).as("requests lost on fresh connections").isGreaterThan(CASES / 20);
		assertThat(fresh.stream().filter((result) -> result.arrived().size() > 1)).as("seed %d", seed).isEmpty();
	}

	@Test
	void repeatableStaleRequestsSucceed() {
		List<Result> stale = results.stream()
			.filter((result) -> result.random().repeatable() && result.random().first().lost()
					&& result.random().second() == Meets.OK)
			.filter((result) -> !result.arrived().isEmpty() && result.arrived().get(0).reused())
			.toList();
		List<Result> failed = stale.stream().filter((result) -> !result.ok()).toList();
		assertThat(stale.size()).as("repeatable stale requests").isGreaterThan(CASES / 10);
		assertThat(failed).as("seed %d", seed).hasSizeLessThanOrEqualTo(stale.size() / 100);
	}

	/**
	 * What became of a case.
	 *
	 * @param random the case
	 * @param id its id
	 * @param ok whether the caller got a 200
	 * @param hung whether the caller waited in vain for any outcome
	 * @param arrived what reached the server
	 */
	record Result(RandomCase random, String id, boolean ok, boolean hung, List<Exchange> arrived) {

		long executions() {
			return this.arrived.stream().filter(Exchange::executed).count();
		}

	}

	/**
	 * A server that is called by one thread and one client only. Cases are counted when
	 * the next one comes, so that late arrivals are counted too.
	 */
	private static final class Peer implements AutoCloseable {

		private final FaultServer server = FaultServer.start();

		private final RandomSender sender;

		private final List<Result> results = new ArrayList<>();

		private Result last;

		private boolean hung;

		Peer(RandomSender sender) {
			this.sender = sender;
		}

		void send(RandomCase random, String id) {
			count();
			if (this.server.connectionsOpen() == 0 && random.warm()) {
				succeeds(RandomCase.plain(random.transport()), "warm-up");
			}
			// The first head that arrives takes the first, any other the second.
			this.server.enqueue(random.first().behaviour()).behaviour(random.second().behaviour());
			if (random.idle() == Idle.CLOSED) {
				this.server.finIdle();
			}
			else if (random.idle() == Idle.RESET) {
				this.server.resetIdle();
			}
			this.hung = false;
			boolean ok = succeeds(random, id);
			this.last = new Result(random, id, ok, this.hung, List.of());
		}

		private boolean succeeds(RandomCase random, String id) {
			try {
				return this.sender.send(random, URI.create(this.server.url("/")), id) == 200;
			}
			catch (RuntimeException ex) {
				// What block() throws when its time is over.
				this.hung = ex instanceof IllegalStateException;
				return false;
			}
		}

		private void count() {
			if (this.last != null) {
				List<Exchange> arrived = this.server.exchanges()
					.stream()
					.filter((exchange) -> exchange.id().equals(this.last.id()))
					.toList();
				this.results
					.add(new Result(this.last.random(), this.last.id(), this.last.ok(), this.last.hung(), arrived));
			}
			this.server.reset();
		}

		List<Result> results() {
			count();
			this.last = null;
			return this.results;
		}

		@Override
		public void close() {
			this.server.close();
		}

	}

}
