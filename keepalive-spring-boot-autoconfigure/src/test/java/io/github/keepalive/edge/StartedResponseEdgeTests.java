package io.github.keepalive.edge;

import java.util.ArrayList;
import java.util.List;

import io.github.keepalive.fault.RepeatReason;
import io.github.keepalive.retry.RepeatDetails;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Edge cases of responses that have begun.
 */
@Timeout(60)
class StartedResponseEdgeTests {

	private static final String STRAY = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nstray";

	@RegisterExtension
	static final EdgeClients clients = EdgeClients.plain();

	static List<Arguments> cutHeads() {
		return product("HTTP/1.", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n");
	}

	static List<Arguments> cutBodies() {
		return product("Content-Length: 10\r\n\r\nhalf", "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
				"Transfer-Encoding: chunked\r\n\r\n8\r\nhalf");
	}

	static List<Arguments> strayBytes() {
		return product("HTTP/1.1 204 None\r\n\r\n", "HTTP/1.1 304 Same\r\nContent-Length: 20\r\n\r\n",
				"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	}

	static List<Arguments> lastResponses() {
		return product("HTTP/1.1 200 OK\r\nConnection: close\r\n", "HTTP/1.1 200 OK\r\nConnection: Close, TE\r\n",
				"HTTP/1.0 200 OK\r\n");
	}

	@ParameterizedTest
	@MethodSource("cutHeads")
	void halfAHeadIsAStartedResponse(Transport transport, String start) {
		try (RawServer server = RawServer.start((wire) -> {
			wire.request();
			wire.answer("warm");
			wire.request();
			wire.write(start);
		}, (wire) -> wire.answerAll("unexpected"))) {
			EdgeClient client = clients.client(transport);
			client.warmUp(server.url("/"));
			Throwable failure = catchThrowable(() -> client.send(server.url("/"), Send.get()));
			assertThat(failure).isNotNull();
			// Where the library complains of a broken message there is nothing to
			// explain.
			RepeatDetails details = RepeatDetails.find(failure);
			assertThat((details != null) ? details.decision().reason() : RepeatReason.RESPONSE_STARTED)
				.isEqualTo(RepeatReason.RESPONSE_STARTED);
			assertThat(server.heads()).hasSize(2);
		}
	}

	@ParameterizedTest
	@MethodSource("cutBodies")
	void halfABodyIsNeitherRepeatedNorPooled(Transport transport, String rest) {
		try (RawServer server = RawServer.start((wire) -> {
			wire.request();
			wire.answer("warm");
			wire.request();
			wire.write("HTTP/1.1 200 OK\r\n" + rest);
		}, (wire) -> wire.answerAll("next"))) {
			EdgeClient client = clients.client(transport);
			client.warmUp(server.url("/"));
			assertThat(catchThrowable(() -> client.send(server.url("/"), Send.get()))).isNotNull();
			assertThat(server.heads()).hasSize(2);
			client.awaitRelease();
			assertThat(client.send(server.url("/"), Send.get()).getBody()).isEqualTo("next");
			assertThat(server.connections()).isEqualTo(2);
		}
	}

	@ParameterizedTest
	@EnumSource(names = "WEB_.*", mode = EnumSource.Mode.MATCH_ALL)
	void streamThatBreaksAfterItsFirstElementIsNotSubscribedAgain(Transport transport) {
		try (RawServer server = RawServer.start((wire) -> {
			wire.request();
			wire.answer("warm");
			wire.request();
			wire.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
			wire.write("d\r\ndata: first\n\n\r\n");
			wire.in().read();
		}, (wire) -> wire.answerAll("unexpected"))) {
			EdgeClient client = clients.client(transport);
			client.warmUp(server.url("/"));
			List<String> seen = new ArrayList<>();
			Flux<String> events = client.reactive()
				.get()
				.uri(server.url("/"))
				.retrieve()
				.bodyToFlux(String.class)
				.doOnNext((event) -> {
					seen.add(event);
					server.closeConnections();
				});
			assertThat(catchThrowable(() -> events.blockLast(EdgeClient.PATIENCE))).isNotNull();
			assertThat(seen).containsExactly("first");
			assertThat(server.heads()).hasSize(2);
		}
	}

	@ParameterizedTest
	@EnumSource
	void abandonedBodyDoesNotReachTheNextCaller(Transport transport) {
		String large = "x".repeat(300_000);
		try (RawServer server = RawServer.start((wire) -> {
			wire.request();
			wire.answer(large);
			wire.answerAll("next");
		}, (wire) -> wire.answerAll("next"))) {
			EdgeClient client = clients.client(transport);
			if (transport.reactive()) {
				client.reactive()
					.get()
					.uri(server.url("/"))
					.retrieve()
					.bodyToFlux(byte[].class)
					.take(1)
					.blockLast(EdgeClient.PATIENCE);
			}
			else {
				client.blocking().get().uri(server.url("/")).exchange((request, response) -> response.getBody().read());
			}
			client.awaitRelease();
			assertThat(client.send(server.url("/"), Send.get()).getBody()).isEqualTo("next");
		}
	}

	@ParameterizedTest
	@MethodSource("strayBytes")
	void bytesBehindABodilessResponseDoNotReachTheNextCaller(Transport transport, String bodiless) {
		try (RawServer server = RawServer.start((wire) -> {
			wire.request();
			wire.write(bodiless + STRAY);
			wire.answerAll("next");
		}, (wire) -> wire.answerAll("next"))) {
			EdgeClient client = clients.client(transport);
			client.send(server.url("/"), Send.get());
			client.awaitRelease();
			assertThat(client.send(server.url("/"), Send.get()).getBody()).isEqualTo("next");
		}
	}

	@ParameterizedTest
	@EnumSource
	void bodyOfAHeadResponseDoesNotReachTheNextCaller(Transport transport) {
		try (RawServer server = RawServer.start((wire) -> {
			wire.request();
			wire.answer(STRAY);
			wire.answerAll("next");
		}, (wire) -> wire.answerAll("next"))) {
			EdgeClient client = clients.client(transport);
			client.send(server.url("/"), Send.of("HEAD"));
			client.awaitRelease();
			assertThat(client.send(server.url("/"), Send.get()).getBody()).isEqualTo("next");
		}
	}

	@ParameterizedTest
	@MethodSource("lastResponses")
	void announcedEndIsNotPooled(Transport transport, String head) {
		try (RawServer server = RawServer.start((wire) -> {
			wire.request();
			wire.write(head + "Content-Length: 4\r\n\r\nlast");
			// A server that forgets to close, as long as the client does.
			wire.answerAll("unexpected");
		}, (wire) -> wire.answerAll("next"))) {
			EdgeClient client = clients.client(transport);
			assertThat(client.send(server.url("/"), Send.get()).getBody()).isEqualTo("last");
			client.awaitRelease();
			assertThat(client.send(server.url("/"), Send.get()).getBody()).isEqualTo("next");
			assertThat(server.connections()).isEqualTo(2);
		}
	}

	private static List<Arguments> product(String... texts) {
		List<Arguments> all = new ArrayList<>();
		for (Transport transport : Transport.values()) {
			for (String text : texts) {
				all.add(Arguments.of(transport, text));
			}
		}
		return all;
	}

}
