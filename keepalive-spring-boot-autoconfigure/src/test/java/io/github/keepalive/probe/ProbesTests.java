package io.github.keepalive.probe;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.URI;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

import io.github.keepalive.connection.CloseManner;
import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.connection.Route;
import io.github.keepalive.connection.Tick;
import io.github.keepalive.policy.Origin;
import io.github.keepalive.probe.ProbeRefusedException.Reason;
import io.github.keepalive.probe.ProbeResult.Kind;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.Exchange;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.test.FaultServerTls;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link Probes}, on real sockets.
 */
@Timeout(60)
class ProbesTests {

	private static final Duration WINDOW = Duration.ofMillis(400);

	private static final Patience SHORT = new Patience(Duration.ofSeconds(5), Duration.ofSeconds(1), 1 << 20,
			Duration.ofMillis(300), Duration.ofMillis(250));

	private final FaultServer server = FaultServer.start();

	private final Queue<ProbeResult> told = new ConcurrentLinkedQueue<>();

	private @Nullable Probes probes;

	@AfterEach
	void close() {
		if (this.probes != null) {
			this.probes.close();
		}
		this.server.close();
		assertThat(threads()).isEmpty();
	}

	@Test
	void closeOfTheIdleConnectionIsTheWindow() {
		ProbeReport report = probe(Behaviour.closeAfterIdle(WINDOW));
		assertThat(report.state()).isEqualTo(ProbeState.DONE);
		assertThat(report.mode()).isEqualTo(ProbeMode.CLOSE);
		assertThat(report.status()).isEqualTo(200);
		assertThat(report.address()).isEqualTo("127.0.0.1:" + this.server.port());
		assertThat(report.startedAt()).isNotNull();
		assertThat(report.elapsed()).isGreaterThanOrEqualTo(WINDOW.minusMillis(20));
		assertThat(report.idleFor()).isNull();
		assertThat(report.error()).isNull();
		assertThat(report.note()).isNull();
		ProbeResult result = closed(report, CloseManner.FIN);
		assertThat(result.window().origin()).isEqualTo(Origin.PROBED);
		assertThat(result.window().reason()).matches("closed by FIN \\d\\.\\d\\d s after the response");
		assertThat(this.told).containsExactly(result);
	}

	@Test
	void resetIsToldApart() {
		closed(probe(Behaviour.closeAfterIdle(WINDOW).byReset()), CloseManner.RESET);
	}

	@Test
	void requestTimeoutOnTheIdleConnectionIsItsEnd() {
		ProbeResult result = closed(probe(Behaviour.requestTimeoutWhileIdle(WINDOW)), CloseManner.FIN);
		assertThat(result.reason()).contains("bytes nobody had asked for").endsWith("then closed by FIN");
	}

	@Test
	void bytesNobodyAskedForAreTheEndEvenWithoutAClose() {
		ProbeReport report = probe(Behaviour.unsolicitedAfter(WINDOW, "HTTP/1.1 200 OK\r\n\r\n"));
		assertThat(report.result().closed()).isNull();
		assertThat(report.result().window().value()).isGreaterThanOrEqualTo(WINDOW.minusMillis(20));
	}

	@Test
	void waysToEndTlsAreToldApart() {
		try (FaultServer secure = FaultServer.startTls()) {
			ProbeTls tls = FaultServer::clientSslContext;
			secure.enqueue(Behaviour.closeAfterIdle(WINDOW), Behaviour.closeAfterIdle(WINDOW).withoutCloseNotify(),
					Behaviour.closeAfterIdle(WINDOW).byReset());
			Probes probes = probes(target("x", secure, "GET", Duration.ofSeconds(20), tls));
			closed(run(probes, null), CloseManner.CLOSE_NOTIFY);
			closed(run(probes, null), CloseManner.FIN);
			closed(run(probes, null), CloseManner.RESET);
		}
	}

	@Test
	void certificateThatIsNotTrustedFailsTheProbe() {
		try (FaultServer secure = FaultServer.startTls()) {
			ProbeReport report = run(probes(target("x", secure, "GET", Duration.ofSeconds(20), SSLContext::getDefault)),
					null);
			assertThat(report.state()).isEqualTo(ProbeState.FAILED);
			assertThat(report.error()).contains("certificate");
			assertThat(secure.exchanges()).isEmpty();
		}
	}

	@Test
	void certificateOfAnotherHostFailsTheProbe() throws Exception {
		// Trusted, but made for localhost and 127.0.0.1.
		try (SSLServerSocket other = listenElsewhere()) {
			ProbeTarget target = new ProbeTarget("x", new Route("127.0.0.2", other.getLocalPort()), "GET", "/",
					Duration.ofSeconds(20), FaultServer::clientSslContext);
			Probes probes = probes(target);
			probes.start("x", null);
			try (SSLSocket accepted = (SSLSocket) other.accept()) {
				assertThatIOException().isThrownBy(() -> accepted.getInputStream().read());
			}
			ProbeReport report = await(probes, (seen) -> seen.state() != ProbeState.RUNNING);
			assertThat(report.error()).contains("not made for this host");
		}
	}

	private static SSLServerSocket listenElsewhere() throws Exception {
		try (InputStream in = FaultServerTls.class.getClassLoader().getResourceAsStream(FaultServerTls.KEY_STORE)) {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(in, FaultServerTls.PASSWORD.toCharArray());
			KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			keys.init(store, FaultServerTls.PASSWORD.toCharArray());
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(keys.getKeyManagers(), null, null);
			return (SSLServerSocket) context.getServerSocketFactory()
				.createServerSocket(0, 1, InetAddress.getByName("127.0.0.2"));
		}
	}

	@Test
	void connectionThatStaysOpenHasALongerWindowThanTheLimit() {
		ProbeReport report = run(probes(target(Duration.ofMillis(500))), null);
		assertThat(report.result().kind()).isEqualTo(Kind.OPEN);
		assertThat(report.result().moreThan()).isEqualTo(Duration.ofMillis(500));
		assertThat(report.result().reason()).isEqualTo("not closed within 500ms");
		assertThat(report.result().window()).isNull();
		assertThat(this.told).hasSize(1);
	}

	@Test
	void peerThatDoesNotKeepConnectionsHasNoWindow() {
		assertThat(probe(Behaviour.status(200, "Connection: close").thenClose()).result().kind())
			.isEqualTo(Kind.NOT_KEPT_ALIVE);
		ProbeReport silently = probe(Behaviour.ok().thenClose());
		assertThat(silently.result().kind()).isEqualTo(Kind.NOT_KEPT_ALIVE);
		assertThat(silently.result().window()).isNull();
		assertThat(silently.result().reason()).contains("within 250ms");
		assertThat(this.told).isEmpty();
	}

	@Test
	void responseWithoutEndEndsTheProbe() {
		assertFailed(Behaviour.ok(3_000_000), "larger than");
		assertFailed(Behaviour.trickle(10, Duration.ofMillis(200)), "No complete response within 1s");
		assertFailed(Behaviour.hang(), "No complete response within 1s");
	}

	@Test
	void connectionThatEndsTooEarlyFailsTheProbe() {
		assertFailed(Behaviour.finAfterRequest(), "before the response was complete");
		assertFailed(Behaviour.resetUnread(), "before the response was complete");
		assertFailed(Behaviour.partialHead(), "before the response was complete");
		assertFailed(Behaviour.partialBody(), "before the response was complete");
		assertFailed(Behaviour.unsolicitedAfter(Duration.ZERO, "more"), "More bytes");
	}

	private void assertFailed(Behaviour behaviour, String why) {
		ProbeReport report = probe(behaviour);
		assertThat(report.state()).isEqualTo(ProbeState.FAILED);
		assertThat(report.error()).contains(why);
		assertThat(report.result()).isNull();
		assertThat(this.told).isEmpty();
	}

	@Test
	void refusedConnectFailsTheProbe() throws IOException {
		int port;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = socket.getLocalPort();
		}
		ProbeTarget target = new ProbeTarget("x", new Route("localhost", port), "GET", "/", Duration.ofSeconds(20),
				null);
		ProbeReport report = run(probes(target), null);
		assertThat(report.state()).isEqualTo(ProbeState.FAILED);
		assertThat(report.error()).contains("refused");
		assertThat(report.status()).isNull();
	}

	@Test
	void requestIsSafeCarriesNothingElseAndFollowsNoRedirect() {
		this.server.behaviour(Behaviour.status(302, "Location: " + this.server.url("/elsewhere")));
		ProbeTarget target = new ProbeTarget("x", new Route("localhost", this.server.port()), "OPTIONS", "/health",
				Duration.ofMillis(500), null);
		assertThat(run(probes(target), null).status()).isEqualTo(302);
		assertThat(this.server.exchanges()).singleElement().satisfies((exchange) -> {
			assertThat(exchange.method()).isEqualTo("OPTIONS");
			assertThat(exchange.path()).isEqualTo("/health");
			assertThat(exchange.headers().keySet()).extracting(String::toLowerCase)
				.containsExactlyInAnyOrder("host", "user-agent", "accept", "connection");
		});
	}

	@Test
	void secondRequestSurvives() {
		ProbeReport report = run(probes(target("x", this.server, "HEAD", Duration.ofSeconds(20), null)),
				Duration.ofMillis(500));
		assertThat(report.mode()).isEqualTo(ProbeMode.SURVIVE);
		assertThat(report.idle()).isEqualTo(Duration.ofMillis(500));
		assertThat(report.result().kind()).isEqualTo(Kind.SURVIVED);
		assertThat(report.result().moreThan()).isGreaterThanOrEqualTo(Duration.ofMillis(500));
		assertThat(this.server.exchanges()).extracting(Exchange::connection).containsExactly(0, 0);
	}

	@Test
	void secondRequestMeetsTheEnd() {
		this.server.onReused(Behaviour.resetUnread());
		assertLost(CloseManner.RESET);
		this.server.onReused(Behaviour.finAfterRequest());
		assertLost(CloseManner.FIN);
		this.server.onReused(Behaviour.status(408, "Connection: close").thenClose());
		assertLost(null);
	}

	private void assertLost(@Nullable CloseManner manner) {
		ProbeReport report = run(probes(target(Duration.ofSeconds(20))), Duration.ofMillis(500));
		assertThat(report.result().kind()).isEqualTo(Kind.LOST);
		assertThat(report.result().atMost()).isGreaterThanOrEqualTo(Duration.ofMillis(500));
		assertThat(report.result().closed()).isEqualTo(manner);
		assertThat(report.result().window()).isNull();
	}

	@Test
	void secondRequestMeetsSilence() {
		this.server.onReused(Behaviour.hang());
		ProbeReport report = run(probes(target(Duration.ofSeconds(20))), Duration.ofMillis(500));
		assertThat(report.result().kind()).isEqualTo(Kind.SILENT);
		assertThat(report.result().reason()).contains("no answer and no close within 300ms");
		assertThat(report.result().atMost()).isGreaterThanOrEqualTo(Duration.ofMillis(500));
	}

	@Test
	void closeBeforeTheSecondRequestIsTheWindow() {
		this.server.behaviour(Behaviour.closeAfterIdle(WINDOW));
		closed(run(probes(target(Duration.ofSeconds(20))), Duration.ofSeconds(10)), CloseManner.FIN);
		assertThat(this.server.exchanges()).hasSize(1);
	}

	@Test
	void cancelEndsTheConnectionAndMakesRoom() {
		Probes probes = probes(target(Duration.ofMinutes(1)));
		assertThat(probes.report("x").state()).isEqualTo(ProbeState.NOT_STARTED);
		assertThat(probes.cancel("x").state()).isEqualTo(ProbeState.NOT_STARTED);
		probes.start("x", null);
		ProbeReport idle = await(probes, (report) -> report.idleFor() != null);
		assertThat(idle.state()).isEqualTo(ProbeState.RUNNING);
		assertThat(idle.status()).isEqualTo(200);
		assertRefused(Reason.RUNNING, () -> probes.start("x", null));
		assertThat(probes.cancel("x").state()).isEqualTo(ProbeState.CANCELLED);
		Awaitility.await().until(() -> this.server.connectionsOpen() == 0);
		assertThat(probes.start("x", null).state()).isEqualTo(ProbeState.RUNNING);
		assertThat(this.told).isEmpty();
	}

	@Test
	void cancelEndsWhatWaitsForAResponse() {
		this.server.behaviour(Behaviour.hang());
		Probes probes = new Probes(List.of(target(Duration.ofMinutes(1))), IdleClock.SYSTEM, this::tell);
		this.probes = probes;
		probes.start("x", null);
		Awaitility.await().until(() -> this.server.exchanges().size() == 1);
		assertThat(probes.cancel("x").state()).isEqualTo(ProbeState.CANCELLED);
		assertThat(threads()).isEmpty();
	}

	@Test
	void atMostFourRunAtATime() {
		Probes probes = probes(IntStream.rangeClosed(1, 5)
			.mapToObj((i) -> target("x" + i, this.server, "GET", Duration.ofMinutes(1), null))
			.toArray(ProbeTarget[]::new));
		assertThat(threads()).isEmpty();
		IntStream.rangeClosed(1, 4).forEach((i) -> probes.start("x" + i, null));
		assertRefused(Reason.BUSY, () -> probes.start("x5", null)).withMessageContaining("x1, x2, x3, x4");
		probes.cancel("x2");
		probes.start("x5", null);
		assertThat(probes.reports()).extracting(ProbeReport::state)
			.containsExactly(ProbeState.RUNNING, ProbeState.CANCELLED, ProbeState.RUNNING, ProbeState.RUNNING,
					ProbeState.RUNNING);
		probes.close();
		assertThat(threads()).isEmpty();
		assertRefused(Reason.CLOSED, () -> probes.start("x2", null));
	}

	@Test
	void whatIsNotConfiguredIsNotProbed() {
		assertRefused(Reason.UNKNOWN, () -> probes(target(Duration.ofMinutes(1))).start("y", null))
			.withMessageContaining("Those that have one: x")
			.withMessageNotContaining("y'");
		assertRefused(Reason.UNKNOWN, () -> probes().report("y")).withMessageContaining("None has");
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT0S", "PT-5S", "PT0.09S", "PT20M0.001S" })
	void idleTimeOutOfRangeIsRefused(Duration idle) {
		assertRefused(Reason.INVALID, () -> probes(target(Duration.ofMinutes(1))).start("x", idle))
			.withMessageContaining("between 500ms and 20m");
	}

	@Test
	void listenerThatFailsDoesNoHarm() {
		this.server.behaviour(Behaviour.closeAfterIdle(WINDOW));
		Probes probes = new Probes(List.of(target(Duration.ofSeconds(20))), IdleClock.SYSTEM,
				(route, remote, result, at) -> {
					throw new IllegalStateException();
				});
		this.probes = probes;
		closed(run(probes, null), CloseManner.FIN);
	}

	@Test
	void outboundProxyOfTheJvmIsNamedAndNotUsed() {
		ProxySelector before = ProxySelector.getDefault();
		ProxySelector.setDefault(new OutboundProxy(this.server.port()));
		try {
			ProbeReport report = probe(Behaviour.closeAfterIdle(WINDOW));
			closed(report, CloseManner.FIN);
			assertThat(report.note()).contains("proxy.example:3128").contains("directly");
			// Its way is not that of the clients.
			assertThat(this.told).isEmpty();
		}
		finally {
			ProxySelector.setDefault(before);
		}
	}

	@Test
	void machineThatWasSuspendedHasNoResult() {
		AtomicLong slept = new AtomicLong();
		IdleClock clock = () -> new Tick(System.nanoTime(), System.currentTimeMillis() + slept.get());
		Probes probes = new Probes(List.of(target(Duration.ofMillis(800))), clock, this::tell, SHORT);
		this.probes = probes;
		probes.start("x", null);
		await(probes, (report) -> report.idleFor() != null);
		slept.addAndGet(60_000);
		ProbeReport ended = await(probes, (report) -> report.state() != ProbeState.RUNNING);
		assertThat(ended.state()).isEqualTo(ProbeState.FAILED);
		assertThat(ended.error()).contains("suspended");
		assertThat(this.told).isEmpty();
	}

	private ProbeReport probe(Behaviour behaviour) {
		this.server.behaviour(behaviour);
		return run(probes(target(Duration.ofSeconds(20))), null);
	}

	private Probes probes(ProbeTarget... targets) {
		Probes created = new Probes(List.of(targets), IdleClock.SYSTEM, this::tell, SHORT);
		this.probes = created;
		return created;
	}

	private void tell(Route route, InetSocketAddress remote, ProbeResult result, Tick at) {
		assertThat(remote).isEqualTo(new InetSocketAddress("127.0.0.1", route.port()));
		this.told.add(result);
	}

	private ProbeTarget target(Duration limit) {
		return target("x", this.server, "GET", limit, null);
	}

	private static ProbeTarget target(String name, FaultServer server, String method, Duration limit,
			@Nullable ProbeTls tls) {
		return new ProbeTarget(name, new Route("localhost", server.port()), method, "/", limit, tls);
	}

	private static ProbeReport run(Probes probes, @Nullable Duration idle) {
		assertThat(probes.start("x", idle).state()).isEqualTo(ProbeState.RUNNING);
		ProbeReport ended = await(probes, (report) -> report.state() != ProbeState.RUNNING);
		Awaitility.await().until(() -> threads().isEmpty());
		return ended;
	}

	private static ProbeReport await(Probes probes, Predicate<ProbeReport> condition) {
		return Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.pollInterval(Duration.ofMillis(10))
			.until(() -> probes.report("x"), condition::test);
	}

	private static ProbeResult closed(ProbeReport report, CloseManner manner) {
		assertThat(report.error()).isNull();
		ProbeResult result = report.result();
		assertThat(result.kind()).isEqualTo(Kind.CLOSED);
		assertThat(result.closed()).isEqualTo(manner);
		assertThat(result.window().value()).isBetween(WINDOW.minusMillis(20), WINDOW.plusSeconds(10));
		return result;
	}

	private static ThrowableAssertAlternative<ProbeRefusedException> assertRefused(Reason reason, Runnable call) {
		return assertThatExceptionOfType(ProbeRefusedException.class).isThrownBy(call::run)
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(reason));
	}

	private static List<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("keepalive-probe"))
			.toList();
	}

	private static final class OutboundProxy extends ProxySelector {

		private final int port;

		OutboundProxy(int port) {
			this.port = port;
		}

		@Override
		public List<Proxy> select(URI uri) {
			return List.of((uri.getPort() == this.port)
					? new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("proxy.example", 3128))
					: Proxy.NO_PROXY);
		}

		@Override
		public void connectFailed(URI uri, SocketAddress address, IOException failure) {
			throw new AssertionError(failure);
		}

	}

}
