package io.github.keepalive.edge;

import io.github.keepalive.fault.RepeatReason;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.FaultServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Edge cases of redirects: all legs are one call.
 */
@Timeout(60)
class RedirectEdgeTests {

	@RegisterExtension
	static final EdgeClients clients = EdgeClients.plain().with("spring.http.clients.redirects=follow");

	private final FaultServer from = FaultServer.start();

	private final FaultServer to = FaultServer.start();

	@AfterEach
	void stop() {
		this.from.close();
		this.to.close();
	}

	@ParameterizedTest
	@EnumSource
	void redirectedGetIsRepeatedFromTheStartOrNotAtAll(Transport transport) {
		EdgeClient client = redirecting(transport, 302);
		// Others take the answer to the first leg for the beginning of a response.
		boolean repeats = transport.library().equals("reactor");
		Throwable failure = catchThrowable(() -> client.send(this.from.url("/from"), Send.get()));
		assertThat(failure == null).isEqualTo(repeats);
		assertThat(this.from.exchanges()).hasSize(repeats ? 2 : 1);
		assertThat(arrived("GET")).isEqualTo(repeats ? 2 : 1);
		if (failure != null) {
			assertThat(EdgeClient.refusal(failure)).isIn(RepeatReason.RESPONSE_STARTED, RepeatReason.FRESH_CONNECTION);
		}
	}

	@ParameterizedTest
	@EnumSource
	void legsDoNotAddRepeats(Transport transport) {
		EdgeClient client = redirecting(transport, 302);
		this.to.behaviour(Behaviour.finAfterRequest());
		assertThat(catchThrowable(() -> client.send(this.from.url("/from"), Send.get()))).isNotNull();
		assertThat(this.from.exchanges()).hasSizeLessThanOrEqualTo(2);
		assertThat(arrived("GET")).isLessThanOrEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource
	void postThatBecomesAGetIsSentOnce(Transport transport) {
		EdgeClient client = redirecting(transport, 303);
		catchThrowable(() -> client.send(this.from.url("/from"), Send.typical("POST")));
		assertThat(this.from.exchanges()).hasSize(1);
		assertThat(arrived("GET")).isLessThanOrEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource
	void redirectedPostIsSentOnceOnEachLeg(Transport transport) {
		EdgeClient client = redirecting(transport, 307);
		catchThrowable(() -> client.send(this.from.url("/from"), Send.typical("POST")));
		assertThat(this.from.exchanges()).hasSize(1);
		assertThat(arrived("POST")).isLessThanOrEqualTo(1);
	}

	private EdgeClient redirecting(Transport transport, int status) {
		EdgeClient client = clients.client(transport);
		client.warmUp(this.to.url("/"));
		this.from.behaviour(Behaviour.status(status, "Location: " + this.to.url("/to")));
		this.to.onReused(Behaviour.finAfterRequest());
		return client;
	}

	private long arrived(String method) {
		return this.to.exchanges()
			.stream()
			.filter((exchange) -> exchange.path().equals("/to") && exchange.method().equals(method))
			.count();
	}

}
