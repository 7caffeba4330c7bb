package io.github.keepalive.boundary;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.keepalive.boundary.BoundaryRun.Peer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that no request dies at the edge of a real proxy's idle window. The runs spend
 * their time waiting, so all of them go on at once.
 */
class BoundaryTests {

	private static final String CONTROL = "control";

	private static final Map<String, FutureTask<LoadResult>> runs = new LinkedHashMap<>();

	@BeforeAll
	static void startRuns() {
		RealProxy.require(RealNginx.PROGRAM);
		RealProxy.require(RealHaproxy.PROGRAM);
		start(CONTROL, BoundaryTests::control);
		start("jdk", BoundaryTests::jdk);
		start("http-components", BoundaryRuns.plain(Transport.HTTP_COMPONENTS, Peer.NGINX));
		start("reactor", BoundaryRuns.plain(Transport.REACTOR, Peer.NGINX));
		start("reactor-web", BoundaryRuns.plain(Transport.REACTOR_WEB, Peer.HAPROXY));
		start("jetty", BoundaryRuns.plain(Transport.JETTY, Peer.HAPROXY));
		start("http-components-tls", BoundaryRuns.tls(Transport.HTTP_COMPONENTS, Peer.HAPROXY));
		start("reactor-tls", BoundaryRuns.tls(Transport.REACTOR, Peer.NGINX));
		start("reactor-web-tls", BoundaryRuns.tls(Transport.REACTOR_WEB, Peer.NGINX));
		start("jetty-tls", BoundaryRuns.tls(Transport.JETTY, Peer.NGINX));
		start("http-components-bursts", BoundaryRuns.bursts(Transport.HTTP_COMPONENTS, Peer.NGINX));
		start("reactor-bursts", BoundaryRuns.bursts(Transport.REACTOR, Peer.HAPROXY));
		start("reactor-web-bursts", BoundaryRuns.bursts(Transport.REACTOR_WEB, Peer.NGINX));
		start("jetty-bursts", BoundaryRuns.bursts(Transport.JETTY, Peer.NGINX));
	}

	@Test
	void withoutTheStarterRequestsFail() throws Exception {
		assertThat(result(CONTROL).failedShare())
			.as("share of failures without the starter; below this the other runs prove nothing")
			.isGreaterThanOrEqualTo(0.01);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http-components", "reactor", "reactor-web", "jetty", "jdk" })
	void withTheStarterNoneOfTwoThousandFails(String run) throws Exception {
		LoadResult result = result(run);
		assertThat(result.requests()).isGreaterThanOrEqualTo(2000);
		assertNoneLost(result);
		assertConnectionsReused(result);
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
		assertThat(result.connections()).as("connections opened").isLessThan(result.requests() / 2);
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
	private static LoadResult control() throws Exception {
		LoadResult result = BoundaryRuns.control().run("keepalive.enabled=false");
		for (int i = 0; i < 2 && result.failedShare() < 0.01; i++) {
			result = BoundaryRuns.control().run("keepalive.enabled=false");
		}
		return result;
	}

	private static LoadResult jdk() {
		try (ChildJvm child = ChildJvm.start(JdkBoundary.class, "keepalive.proxy.idle=3s")) {
			return JdkBoundary.decode(child.await(JdkBoundary.RESULT));
		}
	}

	private static void start(String name, BoundaryRun run) {
		start(name, () -> run.run("keepalive.proxy.idle=1s"));
	}

	private static void start(String name, Callable<LoadResult> run) {
		FutureTask<LoadResult> task = new FutureTask<>(() -> {
			LoadResult result = run.call();
			System.out.println("boundary " + name + ": " + result);
			return result;
		});
		runs.put(name, task);
		Thread thread = new Thread(task, "boundary-" + name);
		thread.setDaemon(true);
		thread.start();
	}

	private static LoadResult result(String name) throws ExecutionException, InterruptedException {
		try {
			return runs.get(name).get(10, TimeUnit.MINUTES);
		}
		catch (TimeoutException ex) {
			throw new AssertionError(name + " has not come to an end", ex);
		}
	}

}
