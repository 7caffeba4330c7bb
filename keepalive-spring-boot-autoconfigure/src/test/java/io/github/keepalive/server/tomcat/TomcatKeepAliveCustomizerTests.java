package io.github.keepalive.server.tomcat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.connection.ServerView;
import io.github.keepalive.policy.Origin;
import io.github.keepalive.policy.ServerKeepAlive;
import io.github.keepalive.server.ServerPolicies;
import io.github.keepalive.server.TestApplication;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http2.Http2Protocol;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.web.WebProperties;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.autoconfigure.TomcatServerProperties;
import org.springframework.boot.tomcat.autoconfigure.TomcatWebServerFactoryCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TomcatKeepAliveCustomizer}.
 */
class TomcatKeepAliveCustomizerTests {

	private static final Duration DEFAULT = Duration.ofSeconds(60);

	private final ServerRegistry registry = new ServerRegistry();

	private final TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);

	private final TomcatServerProperties properties = new TomcatServerProperties();

	private boolean proxyStated;

	@Test
	void outlastsTheStatedWindow() {
		run(ServerPolicies.behind(Duration.ofSeconds(75)), (protocol) -> {
			assertThat(protocol.getKeepAliveTimeout()).isEqualTo(81_250);
			assertThat(protocol.getConnectionTimeout()).isEqualTo(75_000);
			assertView("main", Duration.ofMillis(81_250), Duration.ofSeconds(75), Origin.DERIVED);
		});
	}

	@Test
	void capsTheHeaderTimeoutBehindALongWindow() {
		run(ServerPolicies.behind(Duration.ofSeconds(600)),
				(protocol) -> assertView("main", Duration.ofSeconds(620), Duration.ofSeconds(75), Origin.DERIVED));
	}

	@Test
	void whenNothingIsSetOutlastsTheAssumedWindow() {
		run(ServerPolicies.nothingSet(),
				(protocol) -> assertView("main", Duration.ofSeconds(65), Duration.ofSeconds(66), Origin.ASSUMED));
	}

	@Test
	void whenOwnDefaultIsLongEnoughKeepsIt() {
		run(ServerPolicies.behind(Duration.ofSeconds(2)),
				(protocol) -> assertView("main", DEFAULT, Duration.ofSeconds(61), Origin.LIBRARY));
	}

	@Test
	void raisesTheTimeoutOfHttp2() {
		enableHttp2();
		run(ServerPolicies.behind(DEFAULT), (protocol) -> {
			assertThat(http2(protocol).getKeepAliveTimeout()).isEqualTo(65_000);
			assertView("main", Duration.ofSeconds(65), Duration.ofSeconds(66), Origin.DERIVED);
		});
	}

	@Test
	void whenUserSetKeepAliveTimeoutKeepsIt() {
		enableHttp2();
		this.properties.setKeepAliveTimeout(Duration.ofSeconds(20));
		run(ServerPolicies.behind(DEFAULT), (protocol) -> {
			assertThat(protocol.getKeepAliveTimeout()).isEqualTo(20_000);
			assertThat(http2(protocol).getKeepAliveTimeout()).isEqualTo(20_000);
			assertThat(view("main").idleTimeout().reason()).contains("server.tomcat.keep-alive-timeout 20s");
			// A connection that the balancer opened ahead must still outlast its window.
			assertView("main", Duration.ofSeconds(20), Duration.ofSeconds(66), Origin.CONFIGURED);
		});
	}

	@Test
	void whenUserSetConnectionTimeoutKeepsItAndRaisesKeepAlive() {
		this.properties.setConnectionTimeout(Duration.ofSeconds(10));
		run(ServerPolicies.behind(DEFAULT), (protocol) -> {
			assertView("main", Duration.ofSeconds(65), Duration.ofSeconds(10), Origin.DERIVED);
			assertThat(view("main").headerTimeout()).satisfies((header) -> {
				assertThat(header.origin()).isEqualTo(Origin.CONFIGURED);
				assertThat(header.reason()).contains("server.tomcat.connection-timeout 10s");
			});
		});
	}

	@Test
	void whenKeepAliveFollowsLongerConnectionTimeoutKeepsBoth() {
		this.properties.setConnectionTimeout(Duration.ofSeconds(90));
		run(ServerPolicies.behind(DEFAULT), (protocol) -> {
			assertView("main", Duration.ofSeconds(90), Duration.ofSeconds(90), Origin.CONFIGURED);
			assertThat(view("main").idleTimeout().reason()).contains("server.tomcat.connection-timeout 90s");
		});
	}

	@Test
	void whenConnectionTimeoutIsUnlimitedKeepsIt() {
		this.properties.setConnectionTimeout(Duration.ofMillis(-1));
		run(ServerPolicies.behind(DEFAULT), (protocol) -> {
			assertThat(protocol.getKeepAliveTimeout()).isEqualTo(-1);
			assertThat(view("main").idleTimeout()).isNull();
			assertThat(view("main").headerTimeout()).isNull();
		});
	}

	@Test
	void whenConnectorCustomizerSetKeepAliveTimeoutKeepsIt() {
		this.factory.addConnectorCustomizers((connector) -> protocol(connector).setKeepAliveTimeout(15_000));
		run(ServerPolicies.behind(DEFAULT), (protocol) -> {
			assertView("main", Duration.ofSeconds(15), Duration.ofSeconds(66), Origin.CONFIGURED);
			assertThat(view("main").idleTimeout().reason()).contains("connector customizer");
		});
	}

	@Test
	void whenLaterCustomizerSetsKeepAliveTimeoutReportsIt() {
		customizer(ServerPolicies.behind(DEFAULT)).customize(this.factory);
		this.factory.addConnectorCustomizers((connector) -> protocol(connector).setKeepAliveTimeout(15_000));
		start(() -> assertView("main", Duration.ofSeconds(15), Duration.ofSeconds(66), Origin.CONFIGURED));
	}

	@Test
	void shortExactIdleLeavesThePatienceWithRequests() {
		run(ServerPolicies.idle(Duration.ofSeconds(3), Duration.ofSeconds(5)), (protocol) -> {
			assertView("main", Duration.ofSeconds(3), DEFAULT, Origin.CONFIGURED);
			assertThat(view("main").headerTimeout().reason()).contains("not lowered to 5s");
		});
	}

	@Test
	void additionalConnectorsGetTheSame() {
		Connector additional = new Connector("org.apache.coyote.http11.Http11NioProtocol");
		additional.setPort(0);
		run(ServerPolicies.behind(DEFAULT), (protocol) -> {
			assertView(String.valueOf(additional.getLocalPort()), Duration.ofSeconds(65), Duration.ofSeconds(66),
					Origin.DERIVED);
			assertThat(this.registry.servers()).hasSize(2);
		}, () -> this.factory.addAdditionalConnectors(additional));
	}

	@Test
	void advertisesNothingBehindAStatedProxy() {
		this.proxyStated = true;
		run(ServerPolicies.behind(DEFAULT),
				(protocol) -> assertThat(responseHead(protocol)).startsWith("http/1.1 200").doesNotContain("timeout="));
	}

	@Test
	void advertisesWhereNoProxyIsStated() {
		run(ServerPolicies.nothingSet(),
				(protocol) -> assertThat(responseHead(protocol)).contains("keep-alive: timeout="));
	}

	@Test
	void serverBuiltAgainReplacesItsRow() {
		run(ServerPolicies.behind(DEFAULT), (protocol) -> {
		});
		start(() -> assertThat(this.registry.servers()).extracting(ServerView::name).containsExactly("main"));
	}

	private void run(ServerKeepAlive policy, Consumer<AbstractHttp11Protocol<?>> test) {
		run(policy, test, () -> {
		});
	}

	private void run(ServerKeepAlive policy, Consumer<AbstractHttp11Protocol<?>> test, Runnable later) {
		new TomcatWebServerFactoryCustomizer(new MockEnvironment(), new ServerProperties(), this.properties,
				new WebProperties())
			.customize(this.factory);
		customizer(policy).customize(this.factory);
		later.run();
		Connector[] main = new Connector[1];
		this.factory.addConnectorCustomizers((connector) -> main[0] = connector);
		start(() -> test.accept(protocol(main[0])));
	}

	private TomcatKeepAliveCustomizer customizer(ServerKeepAlive policy) {
		return new TomcatKeepAliveCustomizer(policy, this.proxyStated, this.properties, this.registry, "main");
	}

	private void start(Runnable test) {
		TomcatWebServer server = (TomcatWebServer) this.factory.getWebServer(TestApplication.servlet());
		try {
			server.start();
			test.run();
		}
		finally {
			server.stop();
			server.destroy();
		}
	}

	private void enableHttp2() {
		Http2 http2 = new Http2();
		http2.setEnabled(true);
		this.factory.setHttp2(http2);
	}

	private void assertView(String name, Duration idle, Duration header, Origin origin) {
		ServerView view = view(name);
		assertThat(view.type()).isEqualTo("tomcat");
		assertThat(view.effectiveIdleTimeout()).isEqualTo(idle);
		assertThat(view.effectiveHeaderTimeout()).isEqualTo(header);
		assertThat(view.idleTimeout().value()).isEqualTo(idle);
		assertThat(view.idleTimeout().origin()).isEqualTo(origin);
		assertThat(view.headerTimeout().value()).isEqualTo(header);
	}

	private ServerView view(String name) {
		return this.registry.servers()
			.stream()
			.filter((server) -> server.name().equals(name))
			.findFirst()
			.orElseThrow();
	}

	private static String responseHead(AbstractHttp11Protocol<?> protocol) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), protocol.getLocalPort())) {
			socket.setSoTimeout(20_000);
			// Tomcat advertises only to those who ask to be kept.
			socket.getOutputStream()
				.write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n"
					.getBytes(StandardCharsets.US_ASCII));
			StringBuilder head = new StringBuilder();
			while (head.indexOf("\r\n\r\n") < 0) {
				head.append((char) socket.getInputStream().read());
			}
			return head.toString().toLowerCase(Locale.ROOT);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static AbstractHttp11Protocol<?> protocol(Connector connector) {
		return (AbstractHttp11Protocol<?>) connector.getProtocolHandler();
	}

	private static Http2Protocol http2(AbstractHttp11Protocol<?> protocol) {
		return (Http2Protocol) protocol.findUpgradeProtocols()[0];
	}

}
