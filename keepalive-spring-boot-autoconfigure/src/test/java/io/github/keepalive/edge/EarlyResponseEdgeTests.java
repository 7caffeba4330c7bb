package io.github.keepalive.edge;

import io.github.keepalive.fault.RepeatReason;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Edge cases of {@code Expect: 100-continue} and of responses that come before the whole
 * request.
 */
@Timeout(60)
class EarlyResponseEdgeTests {

	private static final int FAILED = -1;

	private static final int LARGE = 8_000_000;

	private static final Send EXPECTING = Send.of("POST").header("Expect", "100-continue").body("content");

	@RegisterExtension
	static final EdgeClients clients = EdgeClients.plain();

	@ParameterizedTest
	@EnumSource
	void closeInsteadOfContinueIsDecidedByTheMethod(Transport transport) {
		try (RawServer server = RawServer.start((wire) -> {
			wire.request();
			wire.answer("warm");
			wire.head();
		}, (wire) -> {
			wire.head();
			wire.write("HTTP/1.1 100 Continue\r\n\r\n");
			wire.in().readNBytes("content".length());
			wire.answer("done");
			wire.untilEnd();
		})) {
			EdgeClient client = clients.client(transport);
			client.warmUp(server.url("/"));
			Send put = Send.of("PUT").header("Expect", "100-continue").body("content");
			assertThat(client.send(server.url("/"), put).getBody()).isEqualTo("done");
			assertThat(server.count("PUT")).isEqualTo(2);
		}
	}

	@ParameterizedTest
	@EnumSource
	void closeInsteadOfContinueIsNoProofForAPost(Transport transport) {
		try (RawServer server = RawServer.start((wire) -> {
			wire.request();
			wire.answer("warm");
			wire.head();
		}, (wire) -> wire.answerAll("unexpected"))) {
			EdgeClient client = clients.client(transport);
			client.warmUp(server.url("/"));
			assertThat(client.refusal(server.url("/"), EXPECTING)).isEqualTo(RepeatReason.METHOD_NOT_IDEMPOTENT);
			assertThat(server.count("POST")).isOne();
		}
	}

	@ParameterizedTest
	@EnumSource
	void expectationFailedIsNotMendedByASecondPost(Transport transport) {
		try (RawServer server = RawServer.start((wire) -> {
			wire.request();
			wire.answer("warm");
			wire.head();
			wire.write("HTTP/1.1 417 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
			wire.fin();
			wire.untilEnd();
		}, (wire) -> wire.answerAll("unexpected"))) {
			EdgeClient client = clients.client(transport);
			client.warmUp(server.url("/"));
			// Jetty makes a failure of it.
			assertThat(status(client, server, EXPECTING)).isIn(FAILED, 417);
			assertThat(server.count("POST")).isOne();
		}
	}

	@ParameterizedTest
	@EnumSource
	void earlyRefusalOfALingeringServerReachesTheCaller(Transport transport) {
		try (RawServer server = RawServer.start((wire) -> {
			wire.request();
			wire.answer("warm");
			wire.head();
			wire.write("HTTP/1.1 413 Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
			wire.untilEnd();
		}, (wire) -> wire.answerAll("unexpected"))) {
			EdgeClient client = clients.client(transport);
			client.warmUp(server.url("/"));
			ResponseEntity<String> response = client.send(server.url("/"), Send.of("PUT").body(new byte[LARGE]));
			assertThat(response.getStatusCode().value()).isEqualTo(413);
			assertThat(server.count("PUT")).isOne();
		}
	}

	@ParameterizedTest
	@EnumSource
	void earlyRefusalThatAResetMayEatIsNotAnsweredByASecondPost(Transport transport) {
		try (RawServer server = RawServer.start((wire) -> {
			wire.request();
			wire.answer("warm");
			wire.head();
			wire.write("HTTP/1.1 401 Who\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
			wire.reset();
		}, (wire) -> wire.answerAll("unexpected"))) {
			EdgeClient client = clients.client(transport);
			client.warmUp(server.url("/"));
			// Which of the two it is, the library and the kernel decide.
			assertThat(status(client, server, Send.of("POST").body(new byte[LARGE]))).isIn(FAILED, 401);
			assertThat(server.count("POST")).isOne();
		}
	}

	@ParameterizedTest
	@EnumSource
	void informationalResponseIsAByteOfTheResponse(Transport transport) {
		try (RawServer server = RawServer.start((wire) -> {
			wire.request();
			wire.answer("warm");
			wire.request();
			wire.write("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
		}, (wire) -> wire.answerAll("unexpected"))) {
			EdgeClient client = clients.client(transport);
			client.warmUp(server.url("/"));
			// Reactor Netty (1.3) takes it for the response.
			assertThat(status(client, server, Send.get())).isIn(FAILED, 103);
			assertThat(server.heads()).hasSize(2);
		}
	}

	@ParameterizedTest
	@EnumSource
	void bodyThatWasNeverAskedForIsNotTakenForTheNextRequest(Transport transport) {
		try (RawServer server = RawServer.start((wire) -> {
			wire.head();
			wire.write("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n");
			// RFC 9110, section 10.1.1: the client sends the body all the same or closes.
			if (wire.in().readNBytes("content".length()).length > 0) {
				wire.answerAll("next");
			}
		}, (wire) -> wire.answerAll("next"))) {
			EdgeClient client = clients.client(transport);
			catchThrowable(() -> client.send(server.url("/"), EXPECTING));
			client.awaitRelease();
			assertThat(client.send(server.url("/next"), Send.get()).getBody()).isEqualTo("next");
			assertThat(server.heads()).last().asString().startsWith("GET /next ");
		}
	}

	private static int status(EdgeClient client, RawServer server, Send send) {
		try {
			return client.send(server.url("/"), send).getStatusCode().value();
		}
		catch (RuntimeException ex) {
			return FAILED;
		}
	}

}
