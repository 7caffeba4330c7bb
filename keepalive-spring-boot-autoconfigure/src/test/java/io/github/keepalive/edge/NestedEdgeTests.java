package io.github.keepalive.edge;

import java.time.Duration;

import io.github.keepalive.fault.RepeatReason;
import io.github.keepalive.retry.RepeatDetails;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.FaultServer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Edge cases of retries round retries.
 */
@Timeout(60)
class NestedEdgeTests {

	@RegisterExtension
	static final EdgeClients clients = EdgeClients.plain();

	@RegisterExtension
	static final EdgeClients thrifty = EdgeClients.plain()
		.with("keepalive.client.retry.budget.burst=2")
		.with("keepalive.client.retry.budget.per-request=0.1")
		.with("keepalive.client.retry.budget.per-second=1");

	@ParameterizedTest
	@EnumSource
	void retryRoundOursCanStopWhereOursIsUsedUp(Transport transport) {
		try (FaultServer server = FaultServer.start()) {
			EdgeClient client = clients.client(transport);
			client.warmUp(server.url("/"));
			server.behaviour(Behaviour.finAfterRequest());
			RetryTemplate retry = new RetryTemplate(RetryPolicy.builder()
				.maxRetries(3)
				.delay(Duration.ZERO)
				.predicate((failure) -> !RepeatDetails.find(failure).usedUp())
				.build());
			assertThat(catchThrowable(() -> retry.execute(() -> client.send(server.url("/"), Send.get())))).isNotNull();
			assertThat(server.exchanges()).hasSize(1 + 2);
		}
	}

	@ParameterizedTest
	@EnumSource
	void librariesAddNoRepeatsOfTheirOwn(Transport transport) {
		try (FaultServer server = FaultServer.start()) {
			EdgeClient client = clients.client(transport);
			client.warmUp(server.url("/"));
			server.behaviour(Behaviour.status(503, "Retry-After: 1"));
			assertThat(client.send(server.url("/"), Send.typical("POST")).getStatusCode().value()).isEqualTo(503);
			client.awaitRelease();
			server.behaviour(Behaviour.finAfterRequest());
			// On the same connection or on another one.
			client.refusal(server.url("/"), Send.get());
			assertThat(server.exchanges()).hasSizeBetween(1 + 1 + 1, 1 + 1 + 2);
		}
	}

	@ParameterizedTest
	@EnumSource
	void herdAfterADeploymentIsHeldBackByTheBudget(Transport transport) {
		try (FaultServer server = FaultServer.start().onReused(Behaviour.finAfterRequest())) {
			EdgeClient client = thrifty.client(transport);
			Throwable failure = null;
			for (int i = 0; i < 10 && failure == null; i++) {
				failure = catchThrowable(() -> client.warmUp(server.url("/")));
			}
			assertThat(EdgeClient.refusal(failure)).isEqualTo(RepeatReason.BUDGET_EXHAUSTED);
			// The first, two that were repeated, and one that was not.
			assertThat(server.exchanges()).hasSize(1 + 2 + 2 + 1);
		}
	}

}
