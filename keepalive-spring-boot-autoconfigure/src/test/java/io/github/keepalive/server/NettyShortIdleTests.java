package io.github.keepalive.server;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.policy.ServerKeepAlive;
import io.github.keepalive.server.netty.NettyServerKeepAliveCustomizer;
import org.junit.jupiter.api.Test;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for Reactor Netty with a short idle time, plain and with TLS.
 */
class NettyShortIdleTests extends AbstractShortIdleTests {

	@Override
	List<TestServer> servers(ServerKeepAlive policy, ServerRegistry registry) {
		NettyReactiveWebServerFactory plain = TestServer.plain(new NettyReactiveWebServerFactory(0));
		NettyReactiveWebServerFactory tls = TestServer.tls(TestServer.plain(new NettyReactiveWebServerFactory(0)));
		return List.of(new TestServer(build(plain, policy, registry), false, true),
				new TestServer(build(tls, policy, registry), true, true));
	}

	@Test
	void cutsAnUnfinishedHeadAfterTheConfiguredTime() throws IOException {
		Duration head = Duration.ofMillis(1500);
		ServerKeepAlive policy = ServerPolicies.idle(Duration.ofMillis(600), head);
		WebServer server = build(new NettyReactiveWebServerFactory(0), policy, new ServerRegistry());
		server.start();
		try (Wire wire = Wire.open(server.getPort())) {
			wire.get("/").status();
			long sent = System.nanoTime();
			wire.send("GET / HT").awaitClose();
			assertThat(Duration.ofNanos(System.nanoTime() - sent)).isGreaterThanOrEqualTo(head);
		}
		finally {
			server.stop();
			server.destroy();
		}
	}

	@Test
	void headInPiecesAroundTheDeadlineTheUserSetIsNotCut() throws IOException {
		Duration idle = Duration.ofSeconds(2);
		NettyReactiveWebServerFactory factory = new NettyReactiveWebServerFactory(0);
		factory.addServerCustomizers((http) -> http.idleTimeout(idle));
		WebServer server = build(factory, ServerPolicies.behind(Duration.ofSeconds(60)), new ServerRegistry());
		server.start();
		try (Wire wire = Wire.open(server.getPort())) {
			wire.get("/").status();
			wire.pause(Duration.ofMillis(1200)).send("GET / HTTP/1.1\r\nHo").pause(Duration.ofMillis(1200));
			assertThat(wire.send("st: localhost\r\n\r\n").status()).isEqualTo("HTTP/1.1 200 OK 1");
			long answered = System.nanoTime();
			wire.awaitClose();
			assertThat(Duration.ofNanos(System.nanoTime() - answered)).isGreaterThan(Duration.ofMillis(1900));
		}
		finally {
			server.stop();
			server.destroy();
		}
	}

	private static WebServer build(NettyReactiveWebServerFactory factory, ServerKeepAlive policy,
			ServerRegistry registry) {
		new NettyServerKeepAliveCustomizer(policy, null, registry, "main").customize(factory);
		return factory.getWebServer(TestApplication.reactive());
	}

}
