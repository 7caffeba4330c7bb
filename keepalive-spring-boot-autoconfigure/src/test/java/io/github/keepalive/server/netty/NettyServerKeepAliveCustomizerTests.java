package io.github.keepalive.server.netty;

import java.time.Duration;

import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.connection.ServerView;
import io.github.keepalive.policy.Origin;
import io.github.keepalive.policy.ServerKeepAlive;
import io.github.keepalive.server.ServerPolicies;
import io.github.keepalive.server.TestApplication;
import org.junit.jupiter.api.Test;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerFactoryCustomizer;
import org.springframework.boot.reactor.netty.autoconfigure.NettyServerProperties;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NettyServerKeepAliveCustomizer}.
 */
class NettyServerKeepAliveCustomizerTests {

	private final ServerRegistry registry = new ServerRegistry();

	private final NettyReactiveWebServerFactory factory = new NettyReactiveWebServerFactory(0);

	private final NettyServerProperties properties = new NettyServerProperties();

	@Test
	void outlastsTheStatedWindow() {
		run(ServerPolicies.behind(Duration.ofSeconds(75)), () -> assertIdle(Duration.ofMillis(81_250), Origin.DERIVED));
	}

	@Test
	void outlastsALongWindow() {
		run(ServerPolicies.behind(Duration.ofSeconds(600)), () -> assertIdle(Duration.ofSeconds(620), Origin.DERIVED));
	}

	@Test
	void whenNothingIsSetStaysWithoutLimit() {
		run(ServerPolicies.nothingSet(), () -> {
			assertThat(view().type()).isEqualTo("netty");
			assertThat(view().idleTimeout()).isNull();
			assertThat(view().effectiveIdleTimeout()).isNull();
			assertThat(view().headerTimeout()).isNull();
			assertThat(view().effectiveHeaderTimeout()).isNull();
		});
	}

	@Test
	void whenUserSetIdleTimeoutKeepsIt() {
		this.properties.setIdleTimeout(Duration.ofSeconds(20));
		run(ServerPolicies.behind(Duration.ofSeconds(60)), () -> {
			assertIdle(Duration.ofSeconds(20), Origin.CONFIGURED);
			assertThat(view().idleTimeout().reason()).contains("server.netty.idle-timeout 20s");
		});
	}

	@Test
	void whenServerCustomizerSetIdleTimeoutKeepsIt() {
		this.factory.addServerCustomizers((server) -> server.idleTimeout(Duration.ofSeconds(15)));
		run(ServerPolicies.behind(Duration.ofSeconds(60)), () -> {
			assertIdle(Duration.ofSeconds(15), Origin.CONFIGURED);
			assertThat(view().idleTimeout().reason()).contains("server customizer");
		});
	}

	@Test
	void whenLaterCustomizerSetsIdleTimeoutReportsIt() {
		customizer(ServerPolicies.behind(Duration.ofSeconds(60))).customize(this.factory);
		this.factory.addServerCustomizers((server) -> server.idleTimeout(Duration.ofSeconds(15)));
		start(() -> assertIdle(Duration.ofSeconds(15), Origin.CONFIGURED));
	}

	@Test
	void reportsTheConfiguredHeaderTimeout() {
		run(ServerPolicies.idle(Duration.ofSeconds(3), Duration.ofSeconds(5)), () -> {
			assertIdle(Duration.ofSeconds(3), Origin.CONFIGURED);
			assertThat(view().effectiveHeaderTimeout()).isEqualTo(Duration.ofSeconds(5));
		});
	}

	@Test
	void serverBuiltAgainReplacesItsRow() {
		run(ServerPolicies.nothingSet(), () -> {
		});
		start(() -> assertThat(this.registry.servers()).hasSize(1));
	}

	private void run(ServerKeepAlive policy, Runnable test) {
		new NettyReactiveWebServerFactoryCustomizer(new MockEnvironment(), new ServerProperties(), this.properties)
			.customize(this.factory);
		customizer(policy).customize(this.factory);
		start(test);
	}

	private NettyServerKeepAliveCustomizer customizer(ServerKeepAlive policy) {
		return new NettyServerKeepAliveCustomizer(policy, this.properties, this.registry, "main");
	}

	private void start(Runnable test) {
		WebServer server = this.factory.getWebServer(TestApplication.reactive());
		try {
			server.start();
			test.run();
		}
		finally {
			server.stop();
			server.destroy();
		}
	}

	private void assertIdle(Duration idle, Origin origin) {
		assertThat(view().type()).isEqualTo("netty");
		assertThat(view().effectiveIdleTimeout()).isEqualTo(idle);
		assertThat(view().idleTimeout().value()).isEqualTo(idle);
		assertThat(view().idleTimeout().origin()).isEqualTo(origin);
	}

	private ServerView view() {
		return this.registry.servers().get(0);
	}

}
