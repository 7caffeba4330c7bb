package io.github.keepalive.server;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.keepalive.connection.IdleCloses;
import io.github.keepalive.connection.IdleCloses.Side;
import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.connection.ServerView;
import io.github.keepalive.policy.ServerKeepAlive;
import io.github.keepalive.server.jetty.JettyServerKeepAliveCustomizer;
import io.github.keepalive.server.netty.NettyServerKeepAliveCustomizer;
import io.github.keepalive.server.tomcat.TomcatKeepAliveCustomizer;
import org.apache.catalina.connector.Connector;
import org.awaitility.Awaitility;
import org.eclipse.jetty.server.AbstractConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.jetty.reactive.JettyReactiveWebServerFactory;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.tomcat.reactive.TomcatReactiveWebServerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that every server counts who closes idle connections, and after how long.
 */
@Timeout(120)
class IdleCloseTests {

	private static final Duration IDLE = Duration.ofSeconds(3);

	private static final Duration PEER_CLOSES = Duration.ofMillis(300);

	private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

	private final ServerKeepAlive policy = ServerPolicies.idle(IDLE);

	private final ServerRegistry registry = new ServerRegistry();

	private final Map<String, TestServer> servers = new LinkedHashMap<>();

	private final List<Wire> staying = new ArrayList<>();

	@Test
	void closesOfIdleConnectionsAreCountedBySide() throws IOException {
		List<Wire> open = new ArrayList<>();
		tomcat();
		jetty();
		netty();
		this.servers.values().forEach((server) -> server.server().start());
		try {
			for (TestServer server : this.servers.values()) {
				warmUp(server);
			}
			for (Map.Entry<String, TestServer> server : this.servers.entrySet()) {
				stay(server.getValue());
				leave(server.getValue());
				// Spring's adapter for reactive handlers on Jetty may end an exchange
				// that was
				// cut as if it were complete, which then looks like any other.
				if (!server.getKey().startsWith("reactive jetty")) {
					server.getValue().open("http/1.1").get("/large").close();
				}
			}
			for (Wire wire : this.staying) {
				wire.awaitClose();
				wire.close();
			}
			Map<String, IdleCloses> closes = closes();
			assertThat(closes).hasSameSizeAs(this.servers);
			Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> allCounted(closes));
			for (TestServer server : this.servers.values()) {
				open.add(open(server, GET));
			}
			this.servers.values().forEach((server) -> server.server().stop());
			// What was open at the end was closed by the stop, not for its idleness.
			allCounted(closes);
			for (Wire wire : open) {
				wire.close();
			}
		}
		finally {
			this.servers.values().forEach((server) -> server.server().stop());
			this.servers.values().forEach((server) -> server.server().destroy());
		}
	}

	/**
	 * Loads classes before anything is timed.
	 */
	private static void warmUp(TestServer server) throws IOException {
		open(server, "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").close();
	}

	private void stay(TestServer server) throws IOException {
		this.staying.add(open(server, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n"));
		this.staying.add(open(server, GET));
	}

	private static void leave(TestServer server) throws IOException {
		Wire forwarded = open(server, "GET / HTTP/1.1\r\nHost: localhost\r\nVia: 1.1 proxy\r\n\r\n");
		Wire direct = open(server, GET);
		List<Wire> uncounted = List.of(server.open("http/1.1"),
				open(server, "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
				open(server, GET).send("GET / HT"));
		forwarded.pause(PEER_CLOSES).close();
		if (server.tls()) {
			direct.close();
		}
		else {
			direct.reset();
		}
		for (Wire wire : uncounted) {
			wire.close();
		}
	}

	private static Wire open(TestServer server, String request) throws IOException {
		Wire wire = server.open("http/1.1").send(request);
		assertThat(wire.status()).startsWith("HTTP/1.1 200");
		return wire;
	}

	private static void allCounted(Map<String, IdleCloses> closes) {
		assertThat(closes).allSatisfy(IdleCloseTests::counted);
	}

	private Map<String, IdleCloses> closes() {
		Map<String, IdleCloses> closes = new LinkedHashMap<>();
		for (ServerView view : this.registry.servers()) {
			if (this.servers.containsKey(view.name())) {
				closes.put(view.name(), view.idleCloses());
			}
		}
		return closes;
	}

	private static void counted(String server, IdleCloses closes) {
		IdleCloses.Summary ours = closes.by(Side.SERVER);
		assertThat(ours.count()).as(server + " by server " + ours).isEqualTo(2);
		assertThat(ours.forwarded()).as(server).isEqualTo(1);
		// Tomcat looks about once a second.
		assertThat(ours.shortest()).as(server).isBetween(IDLE.minusMillis(50), IDLE.plusSeconds(10));
		assertThat(ours.median()).as(server).isBetween(ours.shortest(), ours.longest());
		IdleCloses.Summary theirs = closes.by(Side.PEER);
		assertThat(theirs.count()).as(server + " by peer " + theirs).isEqualTo(2);
		assertThat(theirs.forwarded()).as(server).isEqualTo(1);
		assertThat(theirs.shortest()).as(server).isGreaterThanOrEqualTo(PEER_CLOSES.minusMillis(50));
		assertThat(theirs.longest()).as(server).isLessThan(IDLE);
	}

	@Test
	void additionalConnectorOfTomcatClosesInTimeButDoesNotTell() throws IOException {
		Connector additional = new Connector("org.apache.coyote.http11.Http11NioProtocol");
		additional.setPort(0);
		TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
		tomcatCustomizer("main").customize(factory);
		factory.addAdditionalConnectors(additional);
		TestServer server = new TestServer(factory.getWebServer(TestApplication.servlet()), false, false);
		server.server().start();
		try (Wire wire = Wire.open(additional.getLocalPort())) {
			long sent = System.nanoTime();
			assertThat(wire.get("/").status()).startsWith("HTTP/1.1 200");
			wire.awaitClose();
			assertThat(Duration.ofNanos(System.nanoTime() - sent)).isBetween(IDLE, IDLE.plusSeconds(20));
			assertThat(this.registry.servers()).hasSize(2)
				.extracting(ServerView::idleCloses)
				.doesNotHaveDuplicates()
				.containsNull();
		}
		finally {
			server.server().stop();
			server.server().destroy();
		}
	}

	private void tomcat() {
		TomcatServletWebServerFactory servlet = new TomcatServletWebServerFactory(0);
		tomcatCustomizer("tomcat").customize(servlet);
		this.servers.put("tomcat", new TestServer(servlet.getWebServer(TestApplication.servlet()), false, false));
		TomcatReactiveWebServerFactory reactive = TestServer.tls(new TomcatReactiveWebServerFactory(0));
		tomcatCustomizer("reactive tomcat, TLS").customize(reactive);
		this.servers.put("reactive tomcat, TLS",
				new TestServer(reactive.getWebServer(TestApplication.reactive()), true, false));
	}

	private TomcatKeepAliveCustomizer tomcatCustomizer(String name) {
		return new TomcatKeepAliveCustomizer(this.policy, true, null, this.registry, name);
	}

	private void jetty() {
		JettyServletWebServerFactory ours = new JettyServletWebServerFactory(0);
		jettyCustomizer("jetty").customize(ours);
		this.servers.put("jetty", new TestServer(ours.getWebServer(TestApplication.servlet()), false, false));
		JettyServletWebServerFactory own = new JettyServletWebServerFactory(0);
		own.addServerCustomizers(
				(server) -> ((AbstractConnector) server.getConnectors()[0]).setIdleTimeout(IDLE.toMillis()));
		jettyCustomizer("jetty by its own timer").customize(own);
		this.servers.put("jetty by its own timer",
				new TestServer(own.getWebServer(TestApplication.servlet()), false, false));
		JettyReactiveWebServerFactory tls = TestServer.tls(new JettyReactiveWebServerFactory(0));
		tls.addServerCustomizers(
				(server) -> ((AbstractConnector) server.getConnectors()[0]).setIdleTimeout(IDLE.toMillis()));
		jettyCustomizer("reactive jetty, TLS").customize(tls);
		this.servers.put("reactive jetty, TLS",
				new TestServer(tls.getWebServer(TestApplication.reactive()), true, false));
	}

	private JettyServerKeepAliveCustomizer jettyCustomizer(String name) {
		return new JettyServerKeepAliveCustomizer(this.policy, null, this.registry, name);
	}

	private void netty() {
		NettyReactiveWebServerFactory plain = new NettyReactiveWebServerFactory(0);
		nettyCustomizer("netty").customize(plain);
		this.servers.put("netty", new TestServer(plain.getWebServer(TestApplication.reactive()), false, false));
		NettyReactiveWebServerFactory tls = TestServer.tls(new NettyReactiveWebServerFactory(0));
		nettyCustomizer("netty, TLS").customize(tls);
		this.servers.put("netty, TLS", new TestServer(tls.getWebServer(TestApplication.reactive()), true, false));
	}

	private NettyServerKeepAliveCustomizer nettyCustomizer(String name) {
		return new NettyServerKeepAliveCustomizer(this.policy, null, this.registry, name);
	}

}
