package io.github.keepalive.live;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.keepalive.connection.RouteCounters;
import io.github.keepalive.fault.RepeatReason;
import io.github.keepalive.live.LiveClient.Outcome;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.RestartGate;
import org.apache.hc.client5.http.impl.DefaultHttpRequestRetryStrategy;
import org.apache.hc.core5.util.TimeValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.http.client.HttpComponentsClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.reactive.HttpComponentsClientHttpConnectorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that no library repeats requests behind the back of the rule.
 */
@Timeout(60)
class HiddenRetryTests {

	private static final Duration RETRY_AFTER = Duration.ofSeconds(15);

	private final FaultServer server = FaultServer.start();

	private final RestartGate gate = new RestartGate(this.server.port());

	@AfterEach
	void stop() {
		this.gate.close();
		this.server.close();
	}

	static Stream<Arguments> statuses() {
		return Stream.of(Stack.values())
			.flatMap((stack) -> Stream.of(503, 429).map((status) -> Arguments.of(stack, status)));
	}

	@ParameterizedTest
	@MethodSource("statuses")
	void refusalGoesToTheCallerAtOnce(Stack stack, int status) {
		this.server.behaviour(Behaviour.status(status, "Retry-After: " + RETRY_AFTER.toSeconds()));
		stack.run((client) -> {
			long startedAt = System.nanoTime();
			for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.POST)) {
				String body = (method == HttpMethod.POST) ? "body" : null;
				Outcome outcome = client.send(method, this.server.url("/" + method), Map.of(), body);
				assertThat(outcome.failure()).hasMessageContaining(Integer.toString(status));
			}
			assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isLessThan(RETRY_AFTER);
			assertThat(this.server.exchanges()).hasSize(2);
		});
	}

	@ParameterizedTest
	@EnumSource(names = { "HTTP_COMPONENTS_REST", "HTTP_COMPONENTS_WEB" })
	void retryStrategyOfTheUserUsesUpTheOneRepeatAndIsCounted(Stack stack) {
		stack.runner("keepalive.client.max-connections-per-route=3")
			.withUserConfiguration(OwnStrategy.class)
			.run((context) -> {
				LiveClient client = stack.client(context.getSourceApplicationContext());
				this.gate.gather(3);
				assertThat(client.together(3, HttpMethod.GET, this.gate.url("/fill-"))).allMatch(Outcome::ok);
				client.awaitIdle(3);
				this.gate.restart();
				Outcome outcome = client.get(this.gate.url("/get"));
				assertThat(outcome.details().decision().reason()).isEqualTo(RepeatReason.ALREADY_REPEATED);
				assertThat(outcome.details().usedUp()).isTrue();
				assertThat(this.gate.killed()).hasSize(2);
				assertThat(client.count(RouteCounters::getResent)).isOne();
				assertThat(client.count(RouteCounters::getRepeated)).isZero();
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnStrategy {

		@Bean
		@Order(10)
		ClientHttpRequestFactoryBuilderCustomizer<HttpComponentsClientHttpRequestFactoryBuilder> classic() {
			return (builder) -> builder.withHttpClientCustomizer((client) -> client.setRetryStrategy(strategy()));
		}

		@Bean
		@Order(10)
		ClientHttpConnectorBuilderCustomizer<HttpComponentsClientHttpConnectorBuilder> async() {
			return (builder) -> builder.withHttpClientCustomizer((client) -> client.setRetryStrategy(strategy()));
		}

		private static DefaultHttpRequestRetryStrategy strategy() {
			return new DefaultHttpRequestRetryStrategy(1, TimeValue.ZERO_MILLISECONDS);
		}

	}

}
