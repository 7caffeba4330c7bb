package io.github.keepalive.live;

import java.util.List;
import java.util.Map;

import io.github.keepalive.connection.Findings;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.Severity;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.FaultServer;
import org.apache.hc.client5.http.impl.DefaultHttpRequestRetryStrategy;
import org.apache.hc.core5.util.TimeValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.http.client.HttpComponentsClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.reactive.HttpComponentsClientHttpConnectorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that retries which a customizer has switched on again are noticed.
 */
@Timeout(60)
class HiddenRetryFindingTests {

	private final FaultServer server = FaultServer.start();

	@AfterEach
	void stop() {
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource(names = { "HTTP_COMPONENTS_REST", "HTTP_COMPONENTS_WEB" })
	void strategyThatRepeatsPostIsNamed(Stack stack) {
		this.server.behaviour(Behaviour.status(503));
		stack.runner("spring.http.clients.read-timeout=20s").withUserConfiguration(OwnStrategy.class).run((context) -> {
			LiveClient client = stack.client(context.getSourceApplicationContext());
			client.send(HttpMethod.GET, this.server.url("/"), Map.of(), null);
			if (!stack.web()) {
				int before = this.server.exchanges().size();
				client.post(this.server.url("/"));
				assertThat(this.server.exchanges()).as("that is what it is about").hasSize(before + 2);
			}
			List<Finding> findings = context.getBean(Findings.class).collect();
			assertThat(findings).extracting(Finding::id).containsExactly("KA042", "KA061");
			assertThat(findings.get(0).severity()).isEqualTo(Severity.WARN);
			assertThat(findings.get(0).message()).contains("httpcomponents-").contains("HttpRequestRetryStrategy");
			assertThat(findings.get(0).action()).contains("setRetryStrategy");
			assertThat(findings.get(1).message()).contains("the retry strategy inside client httpcomponents-")
				.endsWith("up to 2 x 2 = 4 times, or more.");
		});
	}

	@ParameterizedTest
	@EnumSource(names = { "HTTP_COMPONENTS_REST", "HTTP_COMPONENTS_WEB" })
	void withoutAnyRetriesNothingIsSaid(Stack stack) {
		stack.runner("spring.http.clients.read-timeout=20s").withUserConfiguration(NoRetries.class).run((context) -> {
			LiveClient client = stack.client(context.getSourceApplicationContext());
			assertThat(client.get(this.server.url("/")).ok()).isTrue();
			assertThat(client.post(this.server.url("/")).ok()).isTrue();
			assertThat(context.getBean(Findings.class).collect()).isEmpty();
		});
	}

	@ParameterizedTest
	@EnumSource(names = { "HTTP_COMPONENTS_REST", "HTTP_COMPONENTS_WEB" })
	void ourOwnStrategyIsRecognised(Stack stack) {
		this.server.behaviour(Behaviour.status(503));
		stack.runner("spring.http.clients.read-timeout=20s").run((context) -> {
			LiveClient client = stack.client(context.getSourceApplicationContext());
			client.send(HttpMethod.GET, this.server.url("/"), Map.of(), null);
			client.post(this.server.url("/"));
			assertThat(context.getBean(Findings.class).collect()).isEmpty();
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnStrategy {

		@Bean
		ClientHttpRequestFactoryBuilderCustomizer<HttpComponentsClientHttpRequestFactoryBuilder> classic() {
			return (builder) -> builder.withHttpClientCustomizer((client) -> client.setRetryStrategy(strategy()));
		}

		@Bean
		ClientHttpConnectorBuilderCustomizer<HttpComponentsClientHttpConnectorBuilder> async() {
			return (builder) -> builder.withHttpClientCustomizer((client) -> client.setRetryStrategy(strategy()));
		}

		private static DefaultHttpRequestRetryStrategy strategy() {
			return new DefaultHttpRequestRetryStrategy(1, TimeValue.ZERO_MILLISECONDS);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoRetries {

		@Bean
		ClientHttpRequestFactoryBuilderCustomizer<HttpComponentsClientHttpRequestFactoryBuilder> classic() {
			return (builder) -> builder.withHttpClientCustomizer((client) -> client.disableAutomaticRetries());
		}

		@Bean
		ClientHttpConnectorBuilderCustomizer<HttpComponentsClientHttpConnectorBuilder> async() {
			return (builder) -> builder.withHttpClientCustomizer((client) -> client.disableAutomaticRetries());
		}

	}

}
