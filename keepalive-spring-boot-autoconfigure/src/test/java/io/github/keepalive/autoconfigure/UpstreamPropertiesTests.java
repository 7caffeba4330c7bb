package io.github.keepalive.autoconfigure;

import java.time.Duration;

import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.LearnMode;
import io.github.keepalive.policy.UpstreamKeepAlive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@code keepalive.upstreams}.
 */
class UpstreamPropertiesTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(KeepAliveAutoConfiguration.class))
		.withPropertyValues("keepalive.proxy.idle=60s");

	@ParameterizedTest(name = "{0} is {1}:{2}")
	@CsvSource(textBlock = """
			http://shop.example/api,       shop.example, 80
			https://shop.example/api,      shop.example, 443
			https://SHOP.example:8443/api, shop.example, 8443
			http://[::1]:9000,             ::1,          9000
			""")
	void upstreamNamedLikeAServiceGroupStandsForItsHost(String baseUrl, String host, int port) {
		this.contextRunner
			.withPropertyValues("keepalive.upstreams.shop.proxy.idle=6s",
					"spring.http.serviceclient.shop.base-url=" + baseUrl)
			.run((context) -> {
				KeepAlivePolicy policy = context.getBean(KeepAlivePolicy.class);
				assertThat(policy.upstream(host, port)).extracting(UpstreamKeepAlive::name).isEqualTo("shop");
				assertThat(policy.client(host, port).idleTimeout().value()).isEqualTo(Duration.ofSeconds(5));
				assertThat(policy.upstream(host, port + 1)).isNull();
			});
	}

	@Test
	void hostsThatAreListedWinOverThoseOfTheGroup() {
		this.contextRunner.withPropertyValues("keepalive.upstreams.shop.hosts=other.example",
				"keepalive.upstreams.shop.proxy.idle=6s", "spring.http.serviceclient.shop.base-url=http://shop.example")
			.run((context) -> {
				KeepAlivePolicy policy = context.getBean(KeepAlivePolicy.class);
				assertThat(policy.upstream("shop.example", 80)).isNull();
				assertThat(policy.upstream("other.example", 80)).isNotNull();
			});
	}

	@Test
	void placeholderInTheBaseUrlIsResolved() {
		this.contextRunner
			.withPropertyValues("keepalive.upstreams.shop.proxy.idle=6s", "shop.host=shop.example",
					"spring.http.serviceclient.shop.base-url=http://${shop.host}:8080")
			.run((context) -> assertThat(context.getBean(KeepAlivePolicy.class).upstream("shop.example", 8080))
				.isNotNull());
	}

	@Test
	void everySettingOfAnUpstreamBinds() {
		this.contextRunner.withPropertyValues("keepalive.upstreams.stock.hosts=stock.internal:8443,*.stock.example",
				"keepalive.upstreams.stock.proxy.type=nginx", "keepalive.upstreams.stock.proxy.also=aws-nat-gateway",
				"keepalive.upstreams.stock.client.margin=5s", "keepalive.upstreams.stock.client.max-lifetime=2m",
				"keepalive.upstreams.stock.client.max-connections-per-route=20",
				"keepalive.upstreams.stock.client.hint=false", "keepalive.upstreams.stock.client.learn=off")
			.run((context) -> {
				UpstreamKeepAlive stock = context.getBean(KeepAlivePolicy.class).upstreams().get(0);
				assertThat(stock.hosts()).hasToString("[stock.internal:8443, *.stock.example]");
				assertThat(stock.proxy().type()).isEqualTo("nginx");
				assertThat(stock.proxy().caps()).hasSize(1);
				assertThat(stock.client().idleTimeout().value()).isEqualTo(Duration.ofSeconds(70));
				assertThat(stock.client().maxLifetime().value()).isEqualTo(Duration.ofMinutes(2));
				assertThat(stock.client().maxConnectionsPerRoute()).isEqualTo(20);
				assertThat(stock.client().hint()).isFalse();
				assertThat(stock.client().learn()).isEqualTo(LearnMode.OFF);
			});
	}

	@Test
	void hintIsInheritedUnlessSet() {
		this.contextRunner
			.withPropertyValues("keepalive.client.hint=false", "keepalive.upstreams.a.hosts=a",
					"keepalive.upstreams.b.hosts=b", "keepalive.upstreams.b.client.hint=true")
			.run((context) -> {
				KeepAlivePolicy policy = context.getBean(KeepAlivePolicy.class);
				assertThat(policy.client("a", 80).hint()).isFalse();
				assertThat(policy.client("b", 80).hint()).isTrue();
			});
	}

	@Test
	void learningIsInheritedUnlessSet() {
		this.contextRunner
			.withPropertyValues("keepalive.client.learn=enforce", "keepalive.upstreams.a.hosts=a",
					"keepalive.upstreams.b.hosts=b", "keepalive.upstreams.b.client.learn=report")
			.run((context) -> {
				KeepAlivePolicy policy = context.getBean(KeepAlivePolicy.class);
				assertThat(policy.client().learn()).isEqualTo(LearnMode.ENFORCE);
				assertThat(policy.client("a", 80).learn()).isEqualTo(LearnMode.ENFORCE);
				assertThat(policy.client("b", 80).learn()).isEqualTo(LearnMode.REPORT);
			});
		this.contextRunner.run((context) -> assertThat(context.getBean(KeepAlivePolicy.class).client().learn())
			.isEqualTo(LearnMode.REPORT));
	}

}
