package io.github.keepalive.edge;

import java.util.ArrayList;
import java.util.List;

import io.github.keepalive.fault.RepeatReason;
import io.github.keepalive.retry.RepeatDetails;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.FaultServer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Edge cases of connections over TLS.
 */
@Timeout(60)
class TlsEdgeTests {

	@RegisterExtension
	static final EdgeClients clients = EdgeClients.tls();

	static List<Arguments> ends() {
		List<Arguments> all = new ArrayList<>();
		for (Transport transport : Transport.values()) {
			all.add(Arguments.of(transport, Behaviour.finAfterRequest()));
			all.add(Arguments.of(transport, Behaviour.finAfterRequest().withoutCloseNotify()));
			all.add(Arguments.of(transport, Behaviour.resetAfterRequest()));
		}
		return all;
	}

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
	@MethodSource("ends")
	void sessionThatEndsUnderTheRequestIsALostConnection(Transport transport, Behaviour end) {
		try (FaultServer server = FaultServer.startTls().onReused(end)) {
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
