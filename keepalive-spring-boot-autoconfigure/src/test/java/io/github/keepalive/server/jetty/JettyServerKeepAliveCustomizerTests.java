package io.github.keepalive.server.jetty;

import java.time.Duration;
import java.util.function.Consumer;

import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.connection.ServerView;
import io.github.keepalive.policy.Origin;
import io.github.keepalive.policy.ServerKeepAlive;
import io.github.keepalive.server.ServerPolicies;
import io.github.keepalive.server.TestApplication;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;

import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.jetty.autoconfigure.JettyServerProperties;
import org.springframework.boot.jetty.autoconfigure.JettyWebServerFactoryCustomizer;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JettyServerKeepAliveCustomizer}.
 */
class JettyServerKeepAliveCustomizerTests {

	private static final Duration DEFAULT = Duration.ofSeconds(30);

	private final ServerRegistry registry = new ServerRegistry();

	private final JettyServletWebServerFactory factory = new JettyServletWebServerFactory(0);

	private final JettyServerProperties properties = new JettyServerProperties();

	@Test
	void outlastsTheStatedWindow() {
		run(ServerPolicies.behind(Duration.ofSeconds(75)), (server) -> {
			assertThat(connector(server).getIdleTimeout()).isEqualTo(81_250);
			assertView(Duration.ofMillis(81_250), Duration.ofMillis(81_250), Origin.DERIVED);
		});
	}

	@Test
	void outlastsALongWindow() {
		run(ServerPolicies.behind(Duration.ofSeconds(600)),
				(server) -> assertView(Duration.ofSeconds(620), Duration.ofSeconds(620), Origin.DERIVED));
	}

	@Test
	void whenNothingIsSetOutlastsTheAssumedWindow() {
		run(ServerPolicies.nothingSet(),
				(server) -> assertView(Duration.ofSeconds(65), Duration.ofSeconds(65), Origin.ASSUMED));
	}

	@Test
	void whenOwnDefaultIsLongEnoughKeepsIt() {
		run(ServerPolicies.behind(Duration.ofSeconds(2)), (server) -> assertView(DEFAULT, DEFAULT, Origin.LIBRARY));
	}

	@Test
	void whenUserSetIdleTimeoutKeepsIt() {
		this.properties.setConnectionIdleTimeout(Duration.ofSeconds(20));
		run(ServerPolicies.behind(Duration.ofSeconds(60)), (server) -> {
			assertView(Duration.ofSeconds(20), Duration.ofSeconds(20), Origin.CONFIGURED);
			assertThat(view().idleTimeout().reason()).contains("server.jetty.connection-idle-timeout 20s");
		});
	}

	@Test
	void whenServerCustomizerSetIdleTimeoutKeepsIt() {
		this.factory.addServerCustomizers((server) -> connector(server).setIdleTimeout(15_000));
		run(ServerPolicies.behind(Duration.ofSeconds(60)), (server) -> {
			assertView(Duration.ofSeconds(15), Duration.ofSeconds(15), Origin.CONFIGURED);
			assertThat(view().idleTimeout().reason()).contains("server customizer");
		});
	}

	@Test
	void whenLaterCustomizerSetsIdleTimeoutReportsIt() {
		customizer(ServerPolicies.behind(Duration.ofSeconds(60))).customize(this.factory);
		this.factory.addServerCustomizers((server) -> connector(server).setIdleTimeout(15_000));
		start((server) -> assertView(Duration.ofSeconds(15), Duration.ofSeconds(15), Origin.CONFIGURED));
	}

	@Test
	void shortExactIdleLeavesTheConnectorAlone() {
		run(ServerPolicies.idle(Duration.ofSeconds(3)), (server) -> {
			assertThat(connector(server).getIdleTimeout()).isEqualTo(30_000);
			assertView(Duration.ofSeconds(3), DEFAULT, Origin.CONFIGURED);
		});
	}

	@Test
	void everyConnectorGetsTheSame() {
		this.factory.addServerCustomizers((server) -> server.addConnector(new ServerConnector(server)));
		run(ServerPolicies.behind(Duration.ofSeconds(60)), (server) -> {
			assertThat(this.registry.servers()).hasSize(2)
				.allSatisfy((view) -> assertThat(view.effectiveIdleTimeout()).isEqualTo(Duration.ofSeconds(65)));
			assertThat(view().name()).isEqualTo("main");
		});
	}

	@Test
	void serverBuiltAgainReplacesItsRow() {
		run(ServerPolicies.nothingSet(), (server) -> {
		});
		start((server) -> assertThat(this.registry.servers()).hasSize(1));
	}

	private void run(ServerKeepAlive policy, Consumer<Server> test) {
		new JettyWebServerFactoryCustomizer(new MockEnvironment(), new ServerProperties(), this.properties)
			.customize(this.factory);
		customizer(policy).customize(this.factory);
		start(test);
	}

	private JettyServerKeepAliveCustomizer customizer(ServerKeepAlive policy) {
		return new JettyServerKeepAliveCustomizer(policy, this.properties, this.registry, "main");
	}

	private void start(Consumer<Server> test) {
		JettyWebServer server = (JettyWebServer) this.factory.getWebServer(TestApplication.servlet());
		try {
			server.start();
			test.accept(server.getServer());
		}
		finally {
			server.stop();
			server.destroy();
		}
	}

	private void assertView(Duration idle, Duration header, Origin origin) {
		assertThat(view().type()).isEqualTo("jetty");
		assertThat(view().effectiveIdleTimeout()).isEqualTo(idle);
		assertThat(view().effectiveHeaderTimeout()).isEqualTo(header);
		assertThat(view().idleTimeout().value()).isEqualTo(idle);
		assertThat(view().idleTimeout().origin()).isEqualTo(origin);
		assertThat(view().headerTimeout().value()).isEqualTo(header);
	}

	private ServerView view() {
		return this.registry.servers().get(0);
	}

	private static AbstractConnector connector(Server server) {
		return (AbstractConnector) server.getConnectors()[0];
	}

}
