package io.github.keepalive.retry;

import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.keepalive.fault.RepeatReason;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.retry.event.RetryEvent;
import org.junit.jupiter.api.Test;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.mock.http.client.MockClientHttpResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link RetryInstance}: Resilience4j runs and shows our repeats, and nothing
 * in its configuration widens the rule.
 */
class RetryInstanceTests {

	private static final URI TARGET = URI.create("http://localhost:8080/");

	private final Fakes fakes = new Fakes();

	private final FakeFactory delegate = new FakeFactory(this.fakes);

	@Test
	void instanceThatRepeatsEverythingIsCapped() {
		RetryRegistry registry = RetryRegistry.ofDefaults();
		registry.retry("keepalive",
				RetryConfig.custom()
					.maxAttempts(5)
					.waitDuration(Duration.ofMinutes(10))
					.retryOnException((ex) -> true)
					.retryOnResult((result) -> true)
					.failAfterMaxAttempts(true)
					.build(),
				Map.of("team", "orders"));
		stale(3);
		assertThat(catchThrowable(() -> send(registry, HttpMethod.POST))).isInstanceOf(SocketException.class);
		assertThat(this.delegate.sent).hasSize(1);
		assertThat(catchThrowable(() -> send(registry, HttpMethod.GET))).isInstanceOf(SocketException.class);
		assertThat(this.delegate.sent).hasSize(3);
		assertThat(registry.retry("keepalive").getRetryConfig().getMaxAttempts()).isEqualTo(2);
		assertThat(registry.retry("keepalive").getTags()).containsEntry("team", "orders");
	}

	@Test
	void instanceThatAllowsLessIsObeyed() {
		RetryRegistry once = RetryRegistry.ofDefaults();
		once.retry("keepalive", RetryConfig.custom().maxAttempts(1).build());
		stale(1);
		Throwable failure = catchThrowable(() -> send(once, HttpMethod.GET));
		assertThat(RepeatDetails.find(failure).decision().reason()).isEqualTo(RepeatReason.RETRY_INSTANCE);
		RetryRegistry ignoring = RetryRegistry.ofDefaults();
		ignoring.retry("keepalive", RetryConfig.custom().ignoreExceptions(SocketException.class).build());
		stale(1);
		failure = catchThrowable(() -> send(ignoring, HttpMethod.GET));
		assertThat(failure.getSuppressed()[0]).hasMessageContaining("resilience4j.retry.instances.keepalive");
		assertThat(this.delegate.sent).hasSize(2);
	}

	@Test
	void eventsAndMetricsShowOurRepeats() throws Exception {
		RetryRegistry registry = RetryRegistry.ofDefaults();
		Repeater repeater = this.fakes.repeater(registry);
		List<RetryEvent.Type> events = new ArrayList<>();
		Retry retry = registry.retry("keepalive");
		retry.getEventPublisher().onEvent((event) -> events.add(event.getEventType()));
		answered();
		send(repeater, HttpMethod.GET);
		assertThat(events).isEmpty();
		stale(1);
		answered();
		send(repeater, HttpMethod.GET);
		assertThat(events).containsExactly(RetryEvent.Type.RETRY, RetryEvent.Type.SUCCESS);
		stale(1);
		catchThrowable(() -> send(repeater, HttpMethod.POST));
		assertThat(events).endsWith(RetryEvent.Type.IGNORED_ERROR);
		stale(2);
		catchThrowable(() -> send(repeater, HttpMethod.GET));
		assertThat(events).endsWith(RetryEvent.Type.RETRY, RetryEvent.Type.ERROR);
		Retry.Metrics metrics = retry.getMetrics();
		assertThat(metrics.getNumberOfSuccessfulCallsWithoutRetryAttempt()).isEqualTo(1);
		assertThat(metrics.getNumberOfSuccessfulCallsWithRetryAttempt()).isEqualTo(1);
		assertThat(metrics.getNumberOfFailedCallsWithoutRetryAttempt()).isEqualTo(1);
		assertThat(metrics.getNumberOfFailedCallsWithRetryAttempt()).isEqualTo(1);
		assertThat(metrics.getNumberOfTotalCalls()).isEqualTo(6);
	}

	@Test
	void twoRepeatersShareTheInstanceOfOneRegistry() {
		RetryRegistry registry = RetryRegistry.ofDefaults();
		assertThat(new RetryInstance(registry).retry()).isSameAs(new RetryInstance(registry).retry())
			.isSameAs(registry.retry("keepalive"));
	}

	@Test
	void meterBindersAreToldOfTheReplacement() {
		RetryRegistry registry = RetryRegistry.ofDefaults();
		Retry theirs = registry.retry("keepalive");
		List<Retry> bound = new ArrayList<>();
		registry.getEventPublisher().onEntryReplaced((event) -> bound.add(event.getNewEntry()));
		assertThat(bound).isEmpty();
		RetryInstance instance = new RetryInstance(registry);
		assertThat(bound).containsExactly(instance.retry()).doesNotContain(theirs);
	}

	@Test
	void listenerThatFailsCostsNoResponse() throws Exception {
		RetryRegistry registry = RetryRegistry.ofDefaults();
		Repeater repeater = this.fakes.repeater(registry);
		registry.retry("keepalive").getEventPublisher().onSuccess((event) -> {
			throw new IllegalStateException("listener");
		});
		stale(1);
		answered();
		send(repeater, HttpMethod.GET);
		assertThat(this.delegate.sent).hasSize(2);
	}

	@Test
	void predicateThatFailsForbids() {
		RetryRegistry registry = RetryRegistry.ofDefaults();
		registry.retry("keepalive", RetryConfig.custom().retryOnException((ex) -> {
			throw new IllegalStateException("predicate");
		}).build());
		stale(1);
		assertThat(catchThrowable(() -> send(registry, HttpMethod.GET))).isInstanceOf(SocketException.class);
		assertThat(this.delegate.sent).hasSize(1);
	}

	private void stale(int times) {
		for (int i = 0; i < times; i++) {
			this.delegate.then((attempt, request) -> {
				this.fakes.reused(attempt);
				throw new SocketException("reset");
			});
		}
	}

	private void answered() {
		this.delegate.then((attempt, request) -> new MockClientHttpResponse(new byte[0], HttpStatus.OK));
	}

	private void send(RetryRegistry registry, HttpMethod method) throws Exception {
		send(this.fakes.repeater(registry), method);
	}

	private void send(Repeater repeater, HttpMethod method) throws Exception {
		new RepeatingClientHttpRequestFactory(this.delegate, repeater, null).createRequest(TARGET, method).execute();
	}

}
