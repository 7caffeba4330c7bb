package io.github.keepalive.boundary;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import io.github.keepalive.boundary.LaneLoad.Closes;
import io.github.keepalive.boundary.LaneLoad.Result;
import io.github.keepalive.connection.IdleCloses;
import io.github.keepalive.connection.IdleCloses.Side;
import io.github.keepalive.testsupport.StallMeter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that no request dies between a real proxy that keeps connections and our servers,
 * 10 ms away, and that some do where the server's idle time is that of the proxy. The
 * starter is there in both; in the control runs the user has set {@code server.*}, and
 * the user wins. With the window alone Reactor Netty gets 3 s, Tomcat and Jetty keep the
 * 60 s and 30 s of their own. The runs spend their time waiting, so all of them go on at
 * once.
 */
@Timeout(400)
class BackRaceTests {

	private static final Duration WINDOW = Duration.ofSeconds(2);

	// A quarter of what lies between the longest pause and the shortest idle time of a
	// server (3 s): several processes have a part in the way of a request.
	private static final Duration STALL = Duration.ofMillis(230);

	private static final int ATTEMPTS = 3;

	private static final int LANES = 50;

	private static final int ROUNDS = Boolean.getBoolean("keepalive.long") ? 40 : 3;

	private static final Map<String, FutureTask<Result>> runs = new TreeMap<>();

	private static final Map<BackServerKind, BackServer> aligned = new EnumMap<>(BackServerKind.class);

	private static final Map<BackServerKind, BackServer> tied = new EnumMap<>(BackServerKind.class);

	private static final List<RealProxy> proxies = new ArrayList<>();

	@BeforeAll
	static void startRuns() throws Exception {
		RealProxy.require(RealNginx.PROGRAM);
		RealProxy.require(RealHaproxy.PROGRAM);
		for (BackServerKind kind : BackServerKind.values()) {
			aligned.put(kind, BackServer.aligned(kind, WINDOW));
			tied.put(kind, BackServer.tied(kind, WINDOW));
		}
		long start = System.nanoTime();
		for (BackServerKind kind : BackServerKind.values()) {
			for (Proxy proxy : Proxy.values()) {
				// Each server has its turn, which its proxies share: Tomcat closes what
				// has expired when nobody has sent anything for a second.
				long turn = start + Duration.ofMillis(400).multipliedBy(2 * kind.ordinal()).toNanos();
				prepare("aligned", kind, proxy, aligned.get(kind), turn, BackRaceTests::proven);
				prepare("tied", kind, proxy, tied.get(kind), turn + Duration.ofMillis(400).toNanos(),
						(result) -> result.failed() > 0 && result.closes().byServer() > 0);
			}
		}
		runs.forEach((name, run) -> {
			Thread thread = new Thread(run, name);
			thread.setDaemon(true);
			thread.start();
		});
	}

	// Not before the last run is over: the first context that closes takes Reactor
	// Netty's event loops of the whole process with it (ReactorResourceFactory, Framework
	// 7.0.8).
	@AfterAll
	static void stop() throws Exception {
		for (RealProxy proxy : proxies) {
			proxy.close();
		}
		for (BackServer server : aligned.values()) {
			server.close();
		}
		for (BackServer server : tied.values()) {
			server.close();
		}
		proxies.clear();
		aligned.clear();
		tied.clear();
		runs.clear();
	}

	@ParameterizedTest
	@EnumSource
	void withTheIdleTimeOfTheProxyRequestsFail(BackServerKind kind) throws Exception {
		for (Proxy proxy : Proxy.values()) {
			Result result = result("tied", kind, proxy);
			assertThat(result.failed()).as("failures through %s: none, and the aligned runs prove nothing", proxy)
				.isPositive();
			assertThat(result.distinct()).as("nothing executed twice").isEqualTo(result.executed());
			assertThat(result.closes().byServer()).as("idle connections closed by the server").isPositive();
		}
	}

	@ParameterizedTest
	@EnumSource
	void withTheWindowOfTheProxyConfiguredNoneFails(BackServerKind kind) throws Exception {
		for (Proxy proxy : Proxy.values()) {
			Result result = result("aligned", kind, proxy);
			assertThat(result.failures()).as("failures through %s", proxy).isEmpty();
			assertThat(result.executed()).as("requests seen at the server").isEqualTo(result.requests());
			assertThat(result.distinct()).as("different requests seen at the server").isEqualTo(result.requests());
			assertThat(result.edgesReused()).as("connections reused close to the window").isPositive();
			assertThat(result.closes().byPeer()).as("idle connections closed by the proxies").isPositive();
			assertThat(result.closes().byServer()).as("idle connections closed by the server").isZero();
		}
	}

	private static void prepare(String order, BackServerKind kind, Proxy proxy, BackServer server, long turn,
			Predicate<Result> conclusive) throws Exception {
		RealProxy started = proxy.start(server.port());
		proxies.add(started);
		String name = name(order, kind, proxy);
		Callable<Result> run = () -> {
			Result result = run(name, server, started, 0, turn);
			for (int i = 1; i < ATTEMPTS && !conclusive.test(result); i++) {
				result = run(name, server, started, i, turn);
			}
			return result;
		};
		runs.put(name, new FutureTask<>(run));
	}

	private static Result run(String name, BackServer server, RealProxy proxy, int attempt, long turn)
			throws InterruptedException {
		String attemptName = name + "-" + attempt;
		IdleCloses closes = server.idleCloses();
		long byServer = closes.by(Side.SERVER).count();
		long byPeer = closes.by(Side.PEER).count();
		try (StallMeter stalls = new StallMeter()) {
			LaneLoad load = new LaneLoad(attemptName, proxy.port(), WINDOW);
			load.run(LANES, ROUNDS, turn);
			Closes seen = new Closes(closes.by(Side.SERVER).count() - byServer, closes.by(Side.PEER).count() - byPeer);
			Result result = load.result(server.executed(attemptName), seen, stalls.longest());
			System.out.println("back race " + attemptName + ": " + result);
			return result;
		}
	}

	// What happens while the machine stands still says nothing about the order.
	private static boolean proven(Result result) {
		return (result.failed() == 0 && result.closes().byServer() == 0) || result.stalled().compareTo(STALL) < 0;
	}

	private static Result result(String order, BackServerKind kind, Proxy proxy) throws Exception {
		return runs.get(name(order, kind, proxy)).get(6, TimeUnit.MINUTES);
	}

	private static String name(String order, BackServerKind kind, Proxy proxy) {
		return order + "-" + kind + "-" + proxy;
	}

	private enum Proxy {

		NGINX, HAPROXY;

		RealProxy start(int originPort) throws Exception {
			return (this == NGINX) ? LaneNginx.start(originPort, WINDOW, LANES)
					: LaneHaproxy.start(originPort, WINDOW, LANES);
		}

	}

}
