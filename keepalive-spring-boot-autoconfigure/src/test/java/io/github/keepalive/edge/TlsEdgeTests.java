package io.github.keepalive.edge;

import io.github.keepalive.fault.RepeatReason;
import io.github.keepalive.retry.RepeatDetails;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.FaultServer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Edge cases of connections over TLS.
 */
@Timeout(60)
class TlsEdgeTests {

	@RegisterExtension
	static final EdgeClients clients = EdgeClients.tls();

	@ParameterizedTest
	@EnumSource
	void closeRightAfterTheHandshakeIsNotStale(Transport transport) {
		try (RawServer server = RawServer.startTls(false, (wire) -> wire.in().read())) {
			assertNotRepeated(transport, server, Send.typical("PUT"));
			assertNotRepeated(transport, server, Send.typical("POST"));
		}
	}

	@ParameterizedTest
	@EnumSource
	void clientThatIsTurnedAwayAfterTheHandshakeIsNotStale(Transport transport) {
		// With TLS 1.3 the client hears of it with its first read.
		try (RawServer server = RawServer.startTls(true, (wire) -> wire.answerAll("unexpected"))) {
			Throwable failure = catchThrowable(
					() -> clients.client(transport).send(server.tlsUrl("/"), Send.typical("PUT")));
			assertThat(failure).isNotNull();
			RepeatDetails details = RepeatDetails.find(failure);
			assertThat((details != null) && details.decision().repeat()).isFalse();
			assertThat(server.heads()).isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource
	void sessionThatEndsWithoutCloseNotifyIsALostConnection(Transport transport) {
		try (FaultServer server = FaultServer.startTls().onReused(Behaviour.resetAfterRequest())) {
			EdgeClient client = clients.client(transport);
			client.warmUp(server.url("/"));
			assertThat(client.send(server.url("/"), Send.typical("PUT")).getStatusCode().value()).isEqualTo(200);
			assertThat(server.exchanges()).hasSize(3);
			client.awaitRelease();
			assertThat(client.refusal(server.url("/"), Send.typical("POST")))
				.isEqualTo(RepeatReason.METHOD_NOT_IDEMPOTENT);
		}
	}

	@ParameterizedTest
	@EnumSource
	void sessionThatEndsWithCloseNotifyIsALostConnection(Transport transport) {
		try (FaultServer server = FaultServer.startTls().onReused(Behaviour.finAfterRequest())) {
			EdgeClient client = clients.client(transport);
			client.warmUp(server.url("/"));
			assertThat(client.send(server.url("/"), Send.typical("PUT")).getStatusCode().value()).isEqualTo(200);
			assertThat(server.exchanges()).hasSize(3);
			client.awaitRelease();
			assertThat(client.refusal(server.url("/"), Send.typical("POST")))
				.isEqualTo(RepeatReason.METHOD_NOT_IDEMPOTENT);
		}
	}

	private static void assertNotRepeated(Transport transport, RawServer server, Send send) {
		assertThat(clients.client(transport).refusal(server.tlsUrl("/"), send))
			.isEqualTo(RepeatReason.FRESH_CONNECTION);
	}

}
