package io.github.keepalive.edge;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;

import io.github.keepalive.fault.RepeatReason;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.Exchange;
import io.github.keepalive.test.FaultServer;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Edge cases of request bodies.
 */
@Timeout(60)
class BodyEdgeTests {

	private static final int LARGE = 8_000_000;

	@RegisterExtension
	static final EdgeClients clients = EdgeClients.plain();

	private final FaultServer server = FaultServer.start().onReused(Behaviour.finAfterRequest());

	@AfterEach
	void stop() {
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource
	void streamIsWrittenOnceAndItsFailureReachesTheCaller(Transport transport) {
		AtomicInteger taken = new AtomicInteger();
		Object stream = !transport.reactive() ? new InputStreamResource(() -> {
			taken.incrementAndGet();
			return new ByteArrayInputStream(new byte[1000]);
		}) : Flux.just("a", "b").doOnSubscribe((subscription) -> taken.incrementAndGet());
		assertThat(refusal(transport, Send.of("PUT").body(stream))).isEqualTo(RepeatReason.BODY_NOT_REPEATABLE);
		assertThat(taken).hasValue(1);
		assertThat(sends("PUT")).isOne();
	}

	@ParameterizedTest
	@EnumSource
	void largeBodyCutMidwayIsSentAgainOnlyIfIdempotent(Transport transport) {
		this.server.onReused(Behaviour.resetUnread());
		EdgeClient client = warm(transport);
		client.send(url(), Send.of("PUT").body(new byte[LARGE]));
		assertThat(this.server.exchanges()).filteredOn(Exchange::executed)
			.last()
			.returns((long) LARGE, Exchange::bodyBytes);
		assertThat(sends("PUT")).isEqualTo(2);
		client.awaitRelease();
		assertThat(client.refusal(url(), Send.of("POST").body(new byte[LARGE])))
			.isEqualTo(RepeatReason.METHOD_NOT_IDEMPOTENT);
		assertThat(sends("POST")).isOne();
	}

	@ParameterizedTest
	@EnumSource(names = "WEB_.*", mode = EnumSource.Mode.MATCH_ALL)
	void publisherOfOneValueIsSubscribedOnceThoughItGoesOutTwice(Transport transport) {
		AtomicInteger subscriptions = new AtomicInteger();
		Mono<String> value = Mono.fromSupplier(() -> "value " + subscriptions.incrementAndGet());
		warm(transport).send(url(), Send.of("PUT").body(value));
		assertThat(subscriptions).hasValue(1);
		assertThat(sends("PUT")).isEqualTo(2);
		assertThat(this.server.exchanges()).filteredOn((exchange) -> exchange.method().equals("PUT"))
			.allSatisfy((exchange) -> assertThat(exchange.bodyBytes()).isEqualTo("value 1".length()));
	}

	@ParameterizedTest
	@EnumSource
	void multipartWithAPartThatCanBeReadOnceGoesOutOnce(Transport transport) {
		MultiValueMap<String, Object> parts = new LinkedMultiValueMap<>();
		parts.add("value", "a");
		parts.add("file", new InputStreamResource(new ByteArrayInputStream(new byte[1000])) {

			@Override
			public String getFilename() {
				return "once.bin";
			}

			@Override
			public long contentLength() {
				return 1000;
			}

		});
		Send send = Send.of("PUT").header("Content-Type", MediaType.MULTIPART_FORM_DATA_VALUE).body(parts);
		assertThat(refusal(transport, send)).isEqualTo(RepeatReason.BODY_NOT_REPEATABLE);
		assertThat(sends("PUT")).isOne();
	}

	@ParameterizedTest
	@EnumSource
	void secondSendIsFramedAsTheFirst(Transport transport) {
		EdgeClient client = warm(transport);
		client.send(url(), Send.of("PUT").body("ä".repeat(50_000)).header("X-Signature", "t=1,v=2"));
		assertSameTwice("PUT");
	}

	@ParameterizedTest
	@EnumSource(names = { "APACHE", "REACTOR", "JETTY" })
	void compressedBodyIsCompressedOnce(Transport transport) {
		AtomicInteger compressed = new AtomicInteger();
		ClientHttpRequestInterceptor gzip = (request, body, execution) -> {
			compressed.incrementAndGet();
			request.getHeaders().set("Content-Encoding", "gzip");
			return execution.execute(request, gzip(body));
		};
		RestClient.Builder builder = clients.context(transport).getBean(RestClient.Builder.class);
		EdgeClient client = EdgeClient.of(clients.context(transport), builder.requestInterceptor(gzip), null);
		client.warmUp(url());
		client.send(url(), Send.of("PUT").body("a".repeat(50_000)));
		assertSameTwice("PUT");
		assertThat(compressed).hasValue(2);
	}

	@ParameterizedTest
	@EnumSource
	void postWithoutABodyIsNotIdempotent(Transport transport) {
		assertThat(refusal(transport, Send.of("POST"))).isEqualTo(RepeatReason.METHOD_NOT_IDEMPOTENT);
		assertThat(sends("POST")).isOne();
	}

	@ParameterizedTest
	@EnumSource
	void bodyThatCannotBeMadeIsNoFaultOfTheConnection(Transport transport) {
		AtomicInteger asked = new AtomicInteger();
		Supplier<String> broken = () -> {
			asked.incrementAndGet();
			throw new IllegalStateException("cannot be made");
		};
		Object body = !transport.reactive() ? new Unreadable(broken) : Mono.fromSupplier(broken);
		Throwable failure = catchThrowable(() -> warm(transport).send(url(), Send.of("PUT").body(body)));
		assertThat(failure).hasStackTraceContaining("cannot be made");
		assertThat(asked).hasValue(1);
	}

	private void assertSameTwice(String method) {
		assertThat(this.server.exchanges()).filteredOn((exchange) -> exchange.method().equals(method))
			.hasSize(2)
			.extracting(Exchange::headers, Exchange::bodyBytes)
			.containsOnly(first(method));
	}

	private Tuple first(String method) {
		Exchange first = this.server.exchanges()
			.stream()
			.filter((exchange) -> exchange.method().equals(method))
			.findFirst()
			.orElseThrow();
		return Tuple.tuple(first.headers(), first.bodyBytes());
	}

	private RepeatReason refusal(Transport transport, Send send) {
		return warm(transport).refusal(url(), send);
	}

	private EdgeClient warm(Transport transport) {
		EdgeClient client = clients.client(transport);
		client.warmUp(url());
		return client;
	}

	private String url() {
		return this.server.url("/");
	}

	private long sends(String method) {
		return this.server.exchanges().stream().filter((exchange) -> exchange.method().equals(method)).count();
	}

	private static byte[] gzip(byte[] body) throws IOException {
		ByteArrayOutputStream compressed = new ByteArrayOutputStream();
		try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
			out.write(body);
		}
		return compressed.toByteArray();
	}

	private static final class Unreadable extends ByteArrayResource {

		private final Supplier<String> content;

		Unreadable(Supplier<String> content) {
			super(new byte[0]);
			this.content = content;
		}

		@Override
		public long contentLength() {
			return 1000;
		}

		@Override
		public InputStream getInputStream() {
			return new ByteArrayInputStream(this.content.get().getBytes());
		}

	}

}
