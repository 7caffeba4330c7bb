package io.github.keepalive.boundary;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

import io.github.keepalive.boundary.BoundaryRun.Peer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that no request dies at the edge of a real proxy's idle window. The runs spend
 * their time waiting, so all of them go on at once.
 */
class BoundaryTests {

	private static final String CONTROL = "control";

	private static final Map<String, FutureTask<LoadResult>> runs = new LinkedHashMap<>();

	private static final List<ConfigurableApplicationContext> applications = new ArrayList<>();

	@BeforeAll
	static void startRuns() throws Exception {
		RealProxy.require(RealNginx.PROGRAM);
		RealProxy.require(RealHaproxy.PROGRAM);
		prepare("jdk", BoundaryTests::jdk);
		ApplicationContext withoutStarter = application(Transport.REACTOR, "keepalive.enabled=false");
		prepare(CONTROL, () -> control(withoutStarter));
		prepare("http-components", BoundaryRuns.plain(Transport.HTTP_COMPONENTS, Peer.NGINX));
		prepare("reactor", BoundaryRuns.plain(Transport.REACTOR, Peer.NGINX));
		prepare("reactor-web", BoundaryRuns.plain(Transport.REACTOR_WEB, Peer.HAPROXY));
		prepare("jetty", BoundaryRuns.plain(Transport.JETTY, Peer.HAPROXY));
		prepare("http-components-tls", BoundaryRuns.tls(Transport.HTTP_COMPONENTS, Peer.HAPROXY));
		prepare("reactor-tls", BoundaryRuns.tls(Transport.REACTOR, Peer.NGINX));
		prepare("reactor-web-tls", BoundaryRuns.tls(Transport.REACTOR_WEB, Peer.NGINX));
		prepare("jetty-tls", BoundaryRuns.tls(Transport.JETTY, Peer.NGINX));
		prepare("http-components-bursts", BoundaryRuns.bursts(Transport.HTTP_COMPONENTS, Peer.NGINX));
		prepare("reactor-bursts", BoundaryRuns.bursts(Transport.REACTOR, Peer.HAPROXY));
		prepare("reactor-web-bursts", BoundaryRuns.bursts(Transport.REACTOR_WEB, Peer.NGINX));
		prepare("jetty-bursts", BoundaryRuns.bursts(Transport.JETTY, Peer.NGINX));
		Thread waves = new Thread(BoundaryTests::runInWaves, "boundary");
		waves.setDaemon(true);
		waves.start();
	}

	// Handshakes keep the event loops of the whole process busy, so they have their own
	// time.
	private static void runInWaves() {
		run((name) -> !name.endsWith("-tls") && !name.endsWith("-bursts"));
		run((name) -> name.endsWith("-tls") || name.endsWith("-bursts"));
	}

	private static void run(Predicate<String> wave) {
		List<Thread> threads = new ArrayList<>();
		runs.forEach((name, run) -> {
			if (wave.test(name)) {
				Thread thread = new Thread(run, "boundary-" + name);
				thread.setDaemon(true);
				thread.start();
				threads.add(thread);
			}
		});
		try {
			for (Thread thread : threads) {
				thread.join();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	// Not before the last run is over: the first context that closes takes Reactor
	// Netty's
	// event loops of the whole process with it (ReactorResourceFactory, Framework 7.0.8).
	@AfterAll
	static void closeApplications() {
		applications.forEach(ConfigurableApplicationContext::close);
		applications.clear();
		runs.clear();
	}

	@Test
	void withoutTheStarterRequestsFail() throws Exception {
		assertThat(result(CONTROL).failedShare())
			.as("share of failures without the starter; below this the other runs prove nothing")
			.isGreaterThanOrEqualTo(0.01);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http-components", "reactor", "reactor-web", "jetty" })
	void withTheStarterNoneOfTwoThousandFails(String run) throws Exception {
		LoadResult result = result(run);
		assertThat(result.requests()).isGreaterThanOrEqualTo(2000);
		assertNoneLost(result);
		assertConnectionsReused(result);
	}

	@Test
	void withTheStarterNoneOfTwoThousandFailsOnTheJdkClient() throws Exception {
		LoadResult result = result("jdk");
		assertThat(result.requests()).isGreaterThanOrEqualTo(2000);
		assertNoneLost(result);
		// Pauses below a second, a lifetime anywhere below a second: half of them.
		assertThat(result.reusedShare()).as("share of connections reused within a second").isBetween(0.3, 1.0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http-components-tls", "reactor-tls", "reactor-web-tls", "jetty-tls" })
	void overTlsNoneFails(String run) throws Exception {
		LoadResult result = result(run);
		assertThat(result.requests()).isGreaterThanOrEqualTo(600);
		assertNoneLost(result);
		assertConnectionsReused(result);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http-components-bursts", "reactor-bursts", "reactor-web-bursts", "jetty-bursts" })
	void inBurstsOnOneSharedPoolNoneFails(String run) throws Exception {
		LoadResult result = result(run);
		assertNoneLost(result);
		assertThat(result.connections()).as("connections opened").isLessThan(result.requests() * 3 / 4);
	}

	private static void assertNoneLost(LoadResult result) {
		assertThat(result.failures()).as("failures").isEmpty();
		assertThat(result.executed()).as("requests seen at the origin").isEqualTo(result.requests());
		assertThat(result.distinct()).as("different requests seen at the origin").isEqualTo(result.requests());
		assertThat(result.resets()).as("resets on the wire, which a hidden repeat would leave").isZero();
	}

	private static void assertConnectionsReused(LoadResult result) {
		assertThat(result.shortGaps()).isGreaterThan(result.requests() / 5);
		assertThat(result.reusedShare()).as("share of connections reused after a short gap")
			.isGreaterThanOrEqualTo(0.95);
	}

	// A run that hardly fails says that the rig has missed the edge, not that all is
	// well.
	private static LoadResult control(ApplicationContext context) throws Exception {
		LoadResult result = BoundaryRuns.control().runOnce(context);
		for (int i = 0; i < 2 && result.failedShare() < 0.01; i++) {
			result = BoundaryRuns.control().runOnce(context);
		}
		return result;
	}

	private static LoadResult jdk() {
		try (ChildJvm child = ChildJvm.start(JdkBoundary.class, "keepalive.proxy.idle=3s")) {
			return JdkBoundary.decode(child.await(JdkBoundary.RESULT));
		}
	}

	private static void prepare(String name, BoundaryRun run) throws Exception {
		ApplicationContext context = application(run.transport(), "keepalive.proxy.idle=1s");
		run.warmUp(context);
		prepare(name, () -> run.run(context));
	}

	private static void prepare(String name, Callable<LoadResult> run) {
		runs.put(name, new FutureTask<>(() -> {
			LoadResult result = run.call();
			System.out.println("boundary " + name + ": " + result);
			return result;
		}));
	}

	private static ApplicationContext application(Transport transport, String property) {
		ConfigurableApplicationContext context = ClientApplication.start(transport, property);
		applications.add(context);
		return context;
	}

	private static LoadResult result(String name) throws ExecutionException, InterruptedException, TimeoutException {
		return runs.get(name).get(10, TimeUnit.MINUTES);
	}

}
