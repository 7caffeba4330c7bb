package io.github.keepalive.autoconfigure;

import java.net.SocketException;
import java.util.List;

import io.github.keepalive.connection.Findings;
import io.github.keepalive.fault.RepeatReason;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.Severity;
import io.github.keepalive.retry.RepeatDetails;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.Pools;
import io.github.resilience4j.common.retry.configuration.RetryConfigCustomizer;
import io.github.resilience4j.consumer.EventConsumerRegistry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.retry.event.RetryEvent;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryMetricsAutoConfiguration;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests what an application can do about the repeat with Resilience4j's own means: see
 * it, narrow it, but not widen it. With Resilience4j's module for Spring Boot, on real
 * sockets.
 */
@Timeout(60)
class RetryInstancePropertiesTests {

	private static final String KEYS = "resilience4j.retry.instances.keepalive.";

	private final ApplicationContextRunner withoutModule = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RetryKeepAliveAutoConfiguration.class,
				RestClientKeepAliveAutoConfiguration.class, KeepAliveAutoConfiguration.class,
				ApacheClientKeepAliveAutoConfiguration.class, HttpClientAutoConfiguration.class,
				ImperativeHttpClientAutoConfiguration.class, RestClientAutoConfiguration.class))
		.withPropertyValues("keepalive.proxy.idle=60s", "spring.http.clients.imperative.factory=http-components");

	private final ApplicationContextRunner contextRunner = this.withoutModule
		.withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class, RetryMetricsAutoConfiguration.class))
		.withBean(MeterRegistry.class, SimpleMeterRegistry::new);

	private FaultServer server;

	@BeforeEach
	void start() {
		this.server = FaultServer.start().onReused(Behaviour.resetAfterRequest());
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void metersAndEventsShowOurRepeats() {
		this.contextRunner.run((context) -> {
			RestClient client = client(context);
			assertThat(calls(context, "successful_with_retry")).isZero();
			assertThat(stale(context, client, "GET")).isNull();
			assertThat(calls(context, "successful_with_retry")).isEqualTo(1);
			assertThat(calls(context, "successful_without_retry")).isEqualTo(1);
			assertThat(stale(context, client, "POST")).isNotNull();
			assertThat(calls(context, "failed_without_retry")).isEqualTo(1);
			assertThat(events(context)).containsExactly(RetryEvent.Type.RETRY, RetryEvent.Type.SUCCESS,
					RetryEvent.Type.IGNORED_ERROR);
			assertThat(findings(context)).isEmpty();
		});
	}

	@Test
	void metersAndEventsFollowTheInstanceMadeFromProperties() {
		this.contextRunner.withPropertyValues(KEYS + "max-attempts=2").run((context) -> {
			assertThat(stale(context, client(context), "GET")).isNull();
			assertThat(calls(context, "successful_with_retry")).isEqualTo(1);
			assertThat(events(context)).containsExactly(RetryEvent.Type.RETRY, RetryEvent.Type.SUCCESS);
			assertThat(findings(context)).isEmpty();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "max-attempts=1", "ignore-exceptions=java.net.SocketException",
			"retry-exceptions=java.net.http.HttpTimeoutException" })
	void propertiesNarrow(String property) {
		this.contextRunner.withPropertyValues(KEYS + property).run((context) -> {
			Throwable failure = stale(context, client(context), "GET");
			assertThat(RepeatDetails.find(failure).decision().reason()).isEqualTo(RepeatReason.RETRY_INSTANCE);
			assertThat(findings(context)).isEmpty();
		});
	}

	@Test
	void customizerNarrows() {
		this.contextRunner
			.withBean(RetryConfigCustomizer.class,
					() -> RetryConfigCustomizer.of("keepalive",
							(config) -> config.ignoreExceptions(SocketException.class)))
			.run((context) -> {
				Throwable failure = stale(context, client(context), "GET");
				assertThat(RepeatDetails.find(failure).decision().reason()).isEqualTo(RepeatReason.RETRY_INSTANCE);
			});
	}

	@Test
	void propertiesDoNotWiden() {
		this.contextRunner
			.withPropertyValues(KEYS + "max-attempts=5", KEYS + "retry-exceptions=java.lang.Throwable",
					KEYS + "waitDuration=10m", KEYS + "fail-after-max-attempts=true")
			.run((context) -> {
				RestClient client = client(context);
				assertThat(stale(context, client, "POST")).isNotNull();
				assertThat(this.server.exchanges()).filteredOn((exchange) -> exchange.method().equals("POST"))
					.hasSize(1);
				send(client, "GET");
				assertThat(stale(context, client, "GET")).isNull();
				this.server.behaviour(Behaviour.resetAfterRequest());
				Throwable failure = stale(context, client, "PUT");
				assertThat(RepeatDetails.find(failure).usedUp()).isTrue();
				assertThat(this.server.exchanges()).filteredOn((exchange) -> exchange.method().equals("PUT"))
					.hasSize(2);
				assertThat(findings(context)).extracting(Finding::id, Finding::severity)
					.containsExactly(tuple("KA033", Severity.WARN), tuple("KA034", Severity.INFO));
				assertThat(findings(context).get(0).message()).contains("allows 5 attempts");
				assertThat(findings(context).get(1).properties()).containsExactly(KEYS + "wait-duration",
						KEYS + "fail-after-max-attempts");
			});
	}

	@Test
	void defaultsForOtherInstancesAreNotOurs() {
		this.contextRunner
			.withPropertyValues("resilience4j.retry.configs.default.max-attempts=1",
					"resilience4j.retry.configs.default.retry-exceptions=java.util.concurrent.TimeoutException")
			.run((context) -> {
				assertThat(stale(context, client(context), "GET")).isNull();
				assertThat(findings(context)).isEmpty();
			});
	}

	@Test
	void registryOfTheApplicationIsUsed() {
		RetryRegistry registry = RetryRegistry.ofDefaults();
		registry.retry("keepalive", RetryConfig.custom().maxAttempts(7).build());
		this.contextRunner.withBean(RetryRegistry.class, () -> registry).run((context) -> {
			assertThat(stale(context, client(context), "GET")).isNull();
			assertThat(registry.retry("keepalive").getMetrics().getNumberOfSuccessfulCallsWithRetryAttempt()).isOne();
			assertThat(findings(context)).extracting(Finding::id).containsExactly("KA033");
		});
	}

	@Test
	void keysThatNobodyReadsAreReported() {
		this.withoutModule.withPropertyValues(KEYS + "max-attempts=1").run((context) -> {
			assertThat(stale(context, client(context), "GET")).isNull();
			assertThat(findings(context)).singleElement().satisfies((finding) -> {
				assertThat(finding.id()).isEqualTo("KA035");
				assertThat(finding.action()).contains("resilience4j-spring-boot4");
			});
		});
		this.contextRunner.withBean(RetryRegistry.class, RetryRegistry::ofDefaults)
			.withPropertyValues(KEYS + "max-attempts=1")
			.run((context) -> assertThat(findings(context)).extracting(Finding::id).containsExactly("KA035"));
	}

	private @Nullable Throwable stale(ApplicationContext context, RestClient client, String method) {
		if (this.server.exchanges().isEmpty()) {
			send(client, "GET");
		}
		Pools.awaitRelease(context);
		return catchThrowable(() -> send(client, method));
	}

	private void send(RestClient client, String method) {
		client.method(HttpMethod.valueOf(method)).uri(this.server.url("/")).retrieve().body(String.class);
	}

	private static RestClient client(ApplicationContext context) {
		return context.getBean(RestClient.Builder.class).build();
	}

	private static double calls(ApplicationContext context, String kind) {
		FunctionCounter counter = context.getBean(MeterRegistry.class)
			.get("resilience4j.retry.calls")
			.tag("name", "keepalive")
			.tag("kind", kind)
			.functionCounter();
		return counter.count();
	}

	@SuppressWarnings("unchecked")
	private static List<RetryEvent.Type> events(ApplicationContext context) {
		EventConsumerRegistry<RetryEvent> consumers = context.getBean(EventConsumerRegistry.class);
		return consumers.getEventConsumer("keepalive")
			.getBufferedEvents()
			.stream()
			.map(RetryEvent::getEventType)
			.toList();
	}

	private static List<Finding> findings(ApplicationContext context) {
		return context.getBean(Findings.class).collect();
	}

}
