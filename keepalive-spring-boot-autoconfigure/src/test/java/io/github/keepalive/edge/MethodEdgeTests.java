package io.github.keepalive.edge;

import java.util.List;

import io.github.keepalive.fault.RepeatReason;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.Exchange;
import io.github.keepalive.test.FaultServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Edge cases of methods, keys and marks.
 */
@Timeout(60)
class MethodEdgeTests {

	@RegisterExtension
	static final EdgeClients clients = EdgeClients.plain();

	private final FaultServer server = FaultServer.start().onReused(Behaviour.finAfterRequest());

	@AfterEach
	void stop() {
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource
	void keyAddedByAnInterceptorCountsAndStaysTheSame(Transport transport) {
		EdgeClient client = keyed(transport);
		client.warmUp(url());
		client.send(url(), Send.typical("POST"));
		assertThat(sent("POST")).hasSize(2)
			.extracting((exchange) -> exchange.headers().get("idempotency-key"))
			.containsOnly("added later");
	}

	@ParameterizedTest
	@EnumSource
	void emptyKeyIsNoKey(Transport transport) {
		assertRefused(transport, Send.typical("POST").header("Idempotency-Key", ""),
				RepeatReason.METHOD_NOT_IDEMPOTENT);
	}

	@ParameterizedTest
	@EnumSource
	void overriddenMethodOnlyNarrows(Transport transport) {
		assertRefused(transport, Send.typical("POST").header("X-HTTP-Method-Override", "DELETE"),
				RepeatReason.METHOD_NOT_IDEMPOTENT);
		assertRefused(transport, Send.typical("PUT").header("X-HTTP-Method-Override", "PATCH"),
				RepeatReason.METHOD_NOT_IDEMPOTENT);
	}

	@ParameterizedTest
	@EnumSource
	void conditionalWriteIsNotRepeated(Transport transport) {
		assertRefused(transport, Send.typical("PUT").header("If-Match", "\"1\""), RepeatReason.CONDITIONAL_WRITE);
	}

	// Spring's request factory for HttpClient 5 takes known methods only.
	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "APACHE")
	void methodNobodyKnowsNeedsAMark(Transport transport) {
		assertRefused(transport, Send.of("PROPFIND"), RepeatReason.METHOD_NOT_IDEMPOTENT);
		EdgeClient client = warm(transport);
		assertThat(client.send(url(), Send.of("PROPFIND").marked(true)).getStatusCode().value()).isEqualTo(200);
	}

	// Jetty makes upper case of it.
	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = { "APACHE", "WEB_JETTY", "JETTY" })
	void methodInLowerCaseIsAnotherMethod(Transport transport) {
		assertRefused(transport, Send.of("get"), RepeatReason.METHOD_NOT_IDEMPOTENT);
	}

	@ParameterizedTest
	@EnumSource
	void getWithSideEffectsCanOptOut(Transport transport) {
		assertRefused(transport, Send.get().marked(false), RepeatReason.MARKED_NOT_REPEATABLE);
	}

	@ParameterizedTest
	@EnumSource
	void repeatedDeleteMayFindNothingLeft(Transport transport) {
		EdgeClient client = warm(transport);
		this.server.enqueue(Behaviour.finAfterRequest(), Behaviour.status(404));
		assertThat(client.send(url(), Send.of("DELETE")).getStatusCode().value()).isEqualTo(404);
		assertThat(sent("DELETE")).hasSize(2).allMatch(Exchange::executed);
	}

	@ParameterizedTest
	@EnumSource
	void upgradeIsNotRepeated(Transport transport) {
		assertRefused(transport, Send.get().header("Upgrade", "websocket").header("Connection", "upgrade"),
				RepeatReason.UPGRADE);
	}

	private void assertRefused(Transport transport, Send send, RepeatReason reason) {
		int before = sent(send.method()).size();
		assertThat(warm(transport).refusal(url(), send)).isEqualTo(reason);
		assertThat(sent(send.method()).size() - before).isEqualTo(send.method().equals("GET") ? 2 : 1);
	}

	private EdgeClient warm(Transport transport) {
		EdgeClient client = clients.client(transport);
		client.warmUp(url());
		return client;
	}

	private List<Exchange> sent(String method) {
		return this.server.exchanges().stream().filter((exchange) -> exchange.method().equals(method)).toList();
	}

	private String url() {
		return this.server.url("/");
	}

	private static EdgeClient keyed(Transport transport) {
		if (transport.reactive()) {
			WebClient.Builder builder = clients.context(transport).getBean(WebClient.Builder.class);
			return EdgeClient.of(clients.context(transport), null, builder.filter((request, next) -> next
				.exchange(ClientRequest.from(request).header("Idempotency-Key", "added later").build())));
		}
		RestClient.Builder builder = clients.context(transport).getBean(RestClient.Builder.class);
		return EdgeClient.of(clients.context(transport), builder.requestInterceptor((request, body, execution) -> {
			request.getHeaders().set("Idempotency-Key", "added later");
			return execution.execute(request, body);
		}), null);
	}

}
