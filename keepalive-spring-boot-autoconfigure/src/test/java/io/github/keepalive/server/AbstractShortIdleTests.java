package io.github.keepalive.server;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.connection.ServerView;
import io.github.keepalive.policy.ServerKeepAlive;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every server does with {@code keepalive.server.idle=3s}: it closes what is idle
 * between requests, and nothing else.
 */
abstract class AbstractShortIdleTests {

	private static final Duration IDLE = Duration.ofSeconds(3);

	private static final Duration LONGER = TestApplication.SLOW;

	private static final Duration SHORTER = Duration.ofMillis(1700);

	private static final Duration LATEST = Duration.ofMillis(2500);

	private final Map<String, Future<String>> results = new LinkedHashMap<>();

	abstract List<TestServer> servers(ServerKeepAlive policy, ServerRegistry registry);

	@Test
	void closesOnlyWhatIsIdleBetweenRequests() throws Exception {
		ServerRegistry registry = new ServerRegistry();
		List<TestServer> servers = servers(ServerPolicies.idle(IDLE), registry);
		ExecutorService threads = Executors.newCachedThreadPool();
		try {
			servers.forEach((server) -> server.server().start());
			assertThat(registry.servers()).hasSize(1).allSatisfy(this::isShort);
			for (TestServer server : servers) {
				warmUp(server);
				startCases(server, threads);
			}
			Map<String, String> found = new LinkedHashMap<>();
			Map<String, String> expected = new LinkedHashMap<>();
			for (Map.Entry<String, Future<String>> result : this.results.entrySet()) {
				found.put(result.getKey(), result.getValue().get());
				expected.put(result.getKey(), "as expected");
			}
			assertThat(found).isEqualTo(expected);
		}
		finally {
			threads.shutdownNow();
			servers.forEach((server) -> server.server().stop());
			servers.forEach((server) -> server.server().destroy());
		}
	}

	private void isShort(ServerView view) {
		assertThat(view.idleTimeout().value()).isEqualTo(IDLE);
		assertThat(view.effectiveIdleTimeout()).isEqualTo(IDLE);
		if (view.effectiveHeaderTimeout() != null) {
			assertThat(view.effectiveHeaderTimeout()).isGreaterThan(LONGER);
			assertThat(view.headerTimeout().value()).isEqualTo(view.effectiveHeaderTimeout());
		}
	}

	/**
	 * Loads classes before anything is timed.
	 */
	private static void warmUp(TestServer server) throws IOException {
		try (Wire wire = server.open("http/1.1")) {
			assertThat(ok(wire.get("/").status(), 1)).isEqualTo("as expected");
		}
	}

	private void startCases(TestServer server, ExecutorService threads) {
		run("kept connection", server, "http/1.1", threads,
				(wire) -> closedAfterIdle(() -> wire.get("/").status(), wire::awaitClose));
		if (server.http2()) {
			run("kept HTTP/2 connection", server, "h2", threads,
					(wire) -> closedAfterIdle(() -> wire.http2Get("/").http2Answered(), wire::awaitGoAway));
			run("slow HTTP/2 handler", server, "h2", threads,
					(wire) -> wire.http2Get("/slow").http2Answered() ? "as expected" : "cut");
		}
		run("connection opened ahead", server, "http/1.1", threads,
				(wire) -> ok(wire.pause(LONGER).get("/").status(), 1));
		run("slow handler", server, "http/1.1", threads, (wire) -> ok(wire.get("/slow").status(), 1));
		run("slow upload", server, "http/1.1", threads, (wire) -> ok(upload(wire).status(), 2));
		run("slow head on a new connection", server, "http/1.1", threads, (wire) -> ok(slowHead(wire).status(), 1));
		run("slow head on a kept connection", server, "http/1.1", threads, (wire) -> {
			wire.get("/").status();
			return ok(slowHead(wire).status(), 1);
		});
		run("slow reader", server, "http/1.1", threads, (wire) -> {
			String head = wire.get("/large").head();
			return ok(head.lines().findFirst().orElse("") + " " + wire.pause(LONGER).body(head), TestApplication.LARGE);
		});
		run("connection used again in time", server, "http/1.1", threads, AbstractShortIdleTests::usedAgain);
	}

	private void run(String name, TestServer server, String protocol, ExecutorService threads, Case test) {
		Callable<String> task = () -> {
			try (Wire wire = server.open(protocol)) {
				return test.run(wire);
			}
			catch (IOException ex) {
				return ex.toString();
			}
		};
		this.results.put(name + ", " + server, threads.submit(task));
	}

	private static String closedAfterIdle(Step exchange, Step untilClosed) throws IOException {
		long sent = System.nanoTime();
		exchange.run();
		long answered = System.nanoTime();
		untilClosed.run();
		long closed = System.nanoTime();
		boolean inTime = closed - sent >= IDLE.toNanos() && closed - answered <= IDLE.multipliedBy(2).toNanos();
		return inTime ? "as expected" : "closed after " + Duration.ofNanos(closed - sent);
	}

	private static String usedAgain(Wire wire) throws IOException {
		String status = "";
		for (int i = 0; i < 3; i++) {
			long sent = System.nanoTime();
			status = wire.get("/").status();
			wire.pause(SHORTER);
			if (System.nanoTime() - sent > LATEST.toNanos()) {
				// On a machine that stands still it may be too late: that says nothing.
				return ok(status, 1);
			}
		}
		return ok(status, 1);
	}

	private static Wire upload(Wire wire) throws IOException {
		wire.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n01234");
		return wire.pause(LONGER).send("56789");
	}

	private static Wire slowHead(Wire wire) throws IOException {
		return wire.send("GET / HTTP/1.1\r\nHo").pause(LONGER).send("st: localhost\r\n\r\n");
	}

	private static String ok(String status, long bodyLength) {
		// HTTP/1.1 servers may leave the reason phrase out.
		boolean ok = status.startsWith("HTTP/1.1 200") && status.endsWith(" " + bodyLength);
		return ok ? "as expected" : status;
	}

	private interface Case {

		String run(Wire wire) throws IOException;

	}

	private interface Step {

		void run() throws IOException;

	}

}
