package io.github.keepalive.edge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.github.keepalive.edge.RawServer.Script;
import io.github.keepalive.fault.RepeatReason;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.http.HttpProtocol;

import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.reactive.HttpComponentsClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Edge cases of HTTP/2. HttpClient 5 (core 5.4) names the reason why a stream ended,
 * Reactor Netty (1.3) makes a closed connection of each.
 */
@Timeout(60)
class Http2EdgeTests {

	private static final int LARGE = 3_000_000;

	@RegisterExtension
	static final EdgeClients clients = EdgeClients.plain().with(Http2.class);

	static List<Arguments> otherErrors() {
		List<Arguments> all = new ArrayList<>();
		for (Transport transport : List.of(Transport.WEB_APACHE, Transport.WEB_REACTOR)) {
			for (int code : List.of(Http2Wire.CANCEL, Http2Wire.INTERNAL_ERROR, Http2Wire.ENHANCE_YOUR_CALM)) {
				all.add(Arguments.of(transport, code));
			}
		}
		return all;
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "POST" })
	void refusedStreamIsSentOnceMoreWhateverItsMethod(String method) {
		try (RawServer server = RawServer.start(refusing(), Http2EdgeTests::answering)) {
			EdgeClient client = warm(Transport.WEB_APACHE, server);
			assertThat(client.send(server.url("/"), Send.of(method)).getStatusCode().value()).isEqualTo(200);
			assertThat(server.heads()).hasSize(3);
		}
	}

	@Test
	void nothingIsKeptOfABodyForTheCaseThatItsStreamIsRefused() {
		try (RawServer server = RawServer.start(refusing(), Http2EdgeTests::answering)) {
			EdgeClient client = warm(Transport.WEB_APACHE, server);
			assertThat(client.refusal(server.url("/"), Send.typical("POST")))
				.isEqualTo(RepeatReason.BODY_NOT_REPEATABLE);
			assertThat(server.heads()).hasSize(2);
		}
	}

	@Test
	void streamRefusedAgainIsTheEnd() {
		try (RawServer server = RawServer.start(refusing(), (wire) -> {
			Http2Wire connection = new Http2Wire(wire);
			connection.reset(connection.request(), Http2Wire.REFUSED_STREAM).linger();
		})) {
			EdgeClient client = warm(Transport.WEB_APACHE, server);
			assertThat(client.refusal(server.url("/"), Send.get())).isEqualTo(RepeatReason.ALREADY_REPEATED);
			assertThat(server.heads()).hasSize(3);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "POST" })
	void refusedStreamOfReactorNettyLooksLikeACloseAndIsNotRepeated(String method) {
		try (RawServer server = RawServer.start(refusing(), Http2EdgeTests::answering)) {
			EdgeClient client = warm(Transport.WEB_REACTOR, server);
			assertThat(client.refusal(server.url("/"), Send.of(method))).isEqualTo(RepeatReason.REUSE_UNKNOWN);
			assertThat(server.heads()).hasSize(2);
		}
	}

	@ParameterizedTest
	@MethodSource("otherErrors")
	void otherErrorOfAStreamProvesNothing(Transport transport, int code) {
		try (RawServer server = RawServer.start((wire) -> {
			Http2Wire connection = new Http2Wire(wire);
			connection.answer(connection.request());
			connection.reset(connection.request(), code).answerAll();
		}, Http2EdgeTests::answering)) {
			EdgeClient client = warm(transport, server);
			assertThat(catchThrowable(() -> client.send(server.url("/"), Send.get()))).isNotNull();
			assertThat(server.heads()).hasSize(2);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "WEB_APACHE", "WEB_REACTOR" })
	void goAwayAndCloseUnderAPostIsNotFollowedByASecondOne(Transport transport) {
		for (int lastStream : new int[] { 1, 9 }) {
			try (RawServer server = RawServer.start((wire) -> {
				Http2Wire connection = new Http2Wire(wire);
				connection.answer(connection.request());
				connection.request();
				connection.goAway(lastStream);
			}, Http2EdgeTests::answering)) {
				EdgeClient client = warm(transport, server);
				Send upload = Send.of("POST").body(new byte[LARGE]);
				assertThat(catchThrowable(() -> client.send(server.url("/"), upload))).isNotNull();
				assertThat(server.heads()).hasSize(2);
			}
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "WEB_APACHE", "WEB_REACTOR" })
	void connectionThatSaidGoAwayTakesNoMoreRequests(Transport transport) {
		try (RawServer server = RawServer.start((wire) -> {
			Http2Wire connection = new Http2Wire(wire);
			int stream = connection.request();
			connection.goAway(Integer.MAX_VALUE).goAway(stream).answer(stream).linger();
		}, Http2EdgeTests::answering)) {
			EdgeClient client = warm(transport, server);
			client.send(server.url("/"), Send.typical("POST"));
			assertThat(server.connections()).isEqualTo(2);
			assertThat(server.heads()).hasSize(2);
		}
	}

	// HttpClient 5 passes the header on; Reactor Netty refuses the response and ends its
	// stream.
	@ParameterizedTest
	@EnumSource(names = { "WEB_APACHE", "WEB_REACTOR" })
	void keepAliveHeaderMeansNothing(Transport transport) {
		try (RawServer server = RawServer.start((wire) -> {
			Http2Wire connection = new Http2Wire(wire);
			connection.answer(connection.request());
			connection.answerWithKeepAlive(connection.request(), "timeout=0, max=0").answerAll();
		}, Http2EdgeTests::answering)) {
			EdgeClient client = warm(transport, server);
			assertThat(catchThrowable(() -> client.send(server.url("/"), Send.get())) == null)
				.isEqualTo(transport == Transport.WEB_APACHE);
			if (transport == Transport.WEB_APACHE) {
				client.awaitRelease();
			}
			client.send(server.url("/"), Send.get());
			assertThat(server.connections()).isOne();
		}
	}

	private static EdgeClient warm(Transport transport, RawServer server) {
		EdgeClient client = clients.client(transport);
		client.send(server.url("/"), Send.get());
		// Reactor Netty holds an HTTP/2 connection for as long as it is open.
		if (transport == Transport.WEB_APACHE) {
			client.awaitRelease();
		}
		return client;
	}

	private static Script refusing() {
		return (wire) -> {
			Http2Wire connection = new Http2Wire(wire);
			connection.answer(connection.request());
			connection.reset(connection.request(), Http2Wire.REFUSED_STREAM).linger();
		};
	}

	private static void answering(RawServer.Wire wire) throws IOException {
		new Http2Wire(wire).answerAll();
	}

	@Configuration(proxyBeanMethods = false)
	static class Http2 {

		@Bean
		ClientHttpConnectorBuilderCustomizer<HttpComponentsClientHttpConnectorBuilder> apacheCustomizer() {
			return (builder) -> builder.withConnectionManagerCustomizer((manager) -> manager
				.setDefaultTlsConfig(TlsConfig.custom().setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_2).build()));
		}

		@Bean
		ClientHttpConnectorBuilderCustomizer<ReactorClientHttpConnectorBuilder> reactorCustomizer() {
			return (builder) -> builder.withHttpClientCustomizer((client) -> client.protocol(HttpProtocol.H2C));
		}

	}

}
