package io.github.keepalive.client.jdk;

import java.lang.ref.Reference;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;

import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.policy.ClientKeepAlive;
import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.Origin;
import io.github.keepalive.policy.ProxyWindow;
import io.github.keepalive.policy.ServerKeepAlive;
import org.junit.jupiter.api.Test;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JdkKeepAliveCustomizer}.
 */
class JdkKeepAliveCustomizerTests {

	private final PoolRegistry pools = new PoolRegistry();

	private final AtomicReference<HttpClient.Version> version = new AtomicReference<>();

	@Test
	void http1IsSpokenWhereHttp2IsNeverClosed() {
		assertThat(versionOnJava(17)).isEqualTo(HttpClient.Version.HTTP_1_1);
	}

	@Test
	void http2StaysWhereItIsClosed() {
		assertThat(versionOnJava(25)).isEqualTo(HttpClient.Version.HTTP_2);
	}

	@Test
	void versionOfUserWins() {
		Object factory = customizer(17).customize(ClientHttpRequestFactoryBuilder.jdk())
			.withHttpClientCustomizer((builder) -> builder.version(HttpClient.Version.HTTP_2))
			.withHttpClientCustomizer((builder) -> this.version.set(builder.build().version()))
			.build(HttpClientSettings.defaults());
		assertThat(factory).isNotNull();
		assertThat(this.version.get()).isEqualTo(HttpClient.Version.HTTP_2);
	}

	@Test
	void eachClientHasARowOfUnknowns() {
		JdkKeepAliveCustomizer customizer = customizer(25);
		Object factory = customizer.customize(ClientHttpRequestFactoryBuilder.jdk())
			.build(HttpClientSettings.defaults());
		Object connector = customizer.customize(ClientHttpConnectorBuilder.jdk()).build(HttpClientSettings.defaults());
		assertThat(this.pools.views()).hasSize(2).allSatisfy((view) -> {
			assertThat(view.transport()).isEqualTo("jdk");
			assertThat(view.snapshot()).singleElement().satisfies((row) -> {
				assertThat(row.route()).isNull();
				assertThat(row.counters()).isNull();
			});
		});
		Reference.reachabilityFence(factory);
		Reference.reachabilityFence(connector);
	}

	private HttpClient.Version versionOnJava(int feature) {
		customizer(feature).customize(ClientHttpConnectorBuilder.jdk())
			.withHttpClientCustomizer((builder) -> this.version.set(builder.build().version()))
			.build(HttpClientSettings.defaults());
		return this.version.get();
	}

	private JdkKeepAliveCustomizer customizer(int feature) {
		ClientKeepAlive plan = JdkKeepAlivePropertyTests
			.plan(new Derived(Duration.ofSeconds(50), Origin.DERIVED, "test"), true);
		ProxyWindow window = new ProxyWindow(null, null, null, List.of());
		KeepAlivePolicy policy = new KeepAlivePolicy(window, plan, window,
				new ServerKeepAlive(null, false, false, null), List.of());
		JdkKeepAliveProperty property = JdkKeepAliveProperty.read(plan,
				new JdkRuntime(new Properties(), new Properties(), feature));
		return new JdkKeepAliveCustomizer(policy, this.pools, property);
	}

}
