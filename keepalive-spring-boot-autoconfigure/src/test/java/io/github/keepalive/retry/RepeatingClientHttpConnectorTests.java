package io.github.keepalive.retry;

import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.github.keepalive.connection.Attempt;
import io.github.keepalive.fault.FaultClassifier;
import io.github.keepalive.fault.FaultKind;
import io.github.keepalive.fault.RepeatReason;
import io.github.keepalive.fault.RepeatRules;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.ZeroCopyHttpOutputMessage;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.mock.http.client.reactive.MockClientHttpRequest;
import org.springframework.mock.http.client.reactive.MockClientHttpResponse;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RepeatingClientHttpConnector}.
 */
class RepeatingClientHttpConnectorTests {

	private static final URI TARGET = URI.create("http://localhost:8080/orders");

	private final Fakes fakes = new Fakes();

	private final NettyDataBufferFactory buffers = new NettyDataBufferFactory(new UnpooledByteBufAllocator(false));

	private final List<ByteBuf> allocated = new ArrayList<>();

	private final FakeConnector delegate = new FakeConnector();

	@AfterEach
	void nothingLeaks() {
		assertThat(this.allocated).allSatisfy((buffer) -> assertThat(buffer.refCnt()).isZero());
		assertThat(this.delegate.steps).isEmpty();
	}

	@Test
	void staleConnectionIsRepeatedOnceOnAFreshOne() {
		this.delegate.then(this::stale).then(this::answered);
		Verify.create(client().get().uri(TARGET).header("X-Trace", "1").cookie("c", "v").retrieve().toBodilessEntity())
			.verifyOne();
		assertThat(this.delegate.sent).hasSize(2);
		MockClientHttpRequest again = this.delegate.sent.get(1);
		assertThat(again.getHeaders().get("X-Trace")).containsExactly("1");
		assertThat(again.getCookies().getFirst("c").getValue()).isEqualTo("v");
		assertThat(attempt(again).freshAfter()).isEqualTo(this.fakes.clock.now());
		assertThat(this.fakes.counters().getStale()).isEqualTo(1);
		assertThat(this.fakes.counters().getRepeated()).isEqualTo(1);
	}

	@Test
	void valueBodyGoesOutTwiceWithoutBeingEncodedTwice() {
		this.delegate.then(this::stale).then(this::answered);
		AtomicInteger subscriptions = new AtomicInteger();
		Mono<DataBuffer> body = Mono.fromSupplier(() -> {
			subscriptions.incrementAndGet();
			return buffer("hello");
		});
		verify(client().put().uri(TARGET).body((request, context) -> request.writeWith(body)));
		assertThat(this.delegate.bodies).containsExactly("hello", "hello");
		assertThat(subscriptions).hasValue(1);
		this.delegate.then(this::stale).then(this::answered);
		verify(client().put().uri(TARGET).bodyValue("value"));
		assertThat(this.delegate.bodies).endsWith("value", "value");
		assertThat(this.delegate.sent.get(3).getHeaders().getContentLength()).isEqualTo(5);
	}

	@Test
	void keptBodyIsReleasedWhenTheResponseIsThere() {
		this.delegate.then(this::answered);
		verify(client().put().uri(TARGET).body((request, context) -> request.writeWith(Mono.just(buffer("x")))));
		assertThat(this.allocated).hasSize(1);
	}

	@Test
	void keptBodyIsReleasedWhenTheRepeatFails() {
		this.delegate.then(this::stale).then(this::stale);
		Verify
			.create(client().put()
				.uri(TARGET)
				.body((request, context) -> request.writeWith(Mono.just(buffer("x"))))
				.retrieve()
				.toBodilessEntity())
			.verifyErrorSatisfies((failure) -> {
				RepeatDetails details = RepeatDetails.find(failure);
				assertThat(details.usedUp()).isTrue();
				assertThat(details.decision().reason()).isEqualTo(RepeatReason.ALREADY_REPEATED);
				assertThat(failure.getCause().getSuppressed()).hasSize(2);
			});
	}

	@Test
	void keptBodyIsReleasedOnCancel() {
		Sinks.One<ClientHttpResponse> never = Sinks.one();
		this.delegate.then((request) -> {
			this.fakes.reused(attempt(request));
			return never.asMono();
		});
		Verify
			.create(client().put()
				.uri(TARGET)
				.body((request, context) -> request.writeWith(Mono.just(buffer("x"))))
				.retrieve()
				.toBodilessEntity())
			.cancel();
		assertThat(this.allocated.get(0).refCnt()).isZero();
		assertThat(this.delegate.sent).hasSize(1);
	}

	@Test
	void failureAfterACancelIsNotRepeated() {
		Sinks.One<ClientHttpResponse> late = Sinks.one();
		this.delegate.then((request) -> {
			this.fakes.reused(attempt(request));
			return late.asMono();
		});
		new RepeatingClientHttpConnector(this.delegate, this.fakes.repeater(), null)
			.connect(HttpMethod.GET, TARGET, ClientHttpRequest::setComplete)
			.subscribe()
			.dispose();
		late.tryEmitError(new SocketException("reset"));
		assertThat(this.delegate.sent).hasSize(1);
	}

	@Test
	void postWithoutKeyIsNotRepeatedAndKeepsNothing() {
		this.delegate.then((request) -> {
			assertThat(this.allocated.get(0).refCnt()).isZero();
			return stale(request);
		});
		Verify
			.create(client().post()
				.uri(TARGET)
				.body((request, context) -> request.writeWith(Mono.just(buffer("x"))))
				.retrieve()
				.toBodilessEntity())
			.verifyErrorSatisfies((failure) -> assertThat(RepeatDetails.find(failure).decision().reason())
				.isEqualTo(RepeatReason.METHOD_NOT_IDEMPOTENT));
		assertThat(this.delegate.sent).hasSize(1);
	}

	@ParameterizedTest(name = "{0} {1} -> {2} sends")
	@MethodSource("io.github.keepalive.retry.TraitsReaderTests#headers")
	void headersDecide(String method, @Nullable String header, int sends) {
		this.delegate.then(this::stale);
		if (sends == 2) {
			this.delegate.then(this::answered);
		}
		Mono<?> call = client().method(HttpMethod.valueOf(method))
			.uri(TARGET)
			.headers((headers) -> TraitsReaderTests.add(header, headers))
			.retrieve()
			.toBodilessEntity()
			.onErrorComplete();
		assertThat(call.blockOptional(Duration.ofSeconds(30)).isPresent()).isEqualTo(sends == 2);
		assertThat(this.delegate.sent).hasSize(sends);
	}

	@Test
	void postWithKeyOrMarkIsRepeated() {
		this.delegate.then(this::stale).then(this::answered);
		verify(client().post().uri(TARGET).header("Idempotency-Key", "k").bodyValue("x"));
		assertThat(this.delegate.sent.get(1).getHeaders().get("Idempotency-Key")).containsExactly("k");
		this.delegate.then(this::stale).then(this::answered);
		verify(client().post().uri(TARGET).attribute(KeepAliveAttributes.IDEMPOTENT, true).bodyValue("x"));
		assertThat(this.delegate.bodies).containsExactly("x", "x", "x", "x");
	}

	@Test
	void getMarkedAsNotIdempotentIsNotRepeated() {
		this.delegate.then(this::stale);
		Verify
			.create(client().get()
				.uri(TARGET)
				.attribute(KeepAliveAttributes.IDEMPOTENT, false)
				.retrieve()
				.toBodilessEntity())
			.verifyErrorSatisfies((failure) -> assertThat(RepeatDetails.find(failure).decision().reason())
				.isEqualTo(RepeatReason.MARKED_NOT_REPEATABLE));
	}

	@Test
	void unwrittenPostIsRepeatedOnlyIfItsBodyIsAtHand() {
		this.delegate.then(this::unwritten).then(this::answered);
		verify(client().post().uri(TARGET));
		this.delegate.then(this::unwritten);
		Verify.create(client().post().uri(TARGET).bodyValue("x").retrieve().toBodilessEntity())
			.verifyErrorSatisfies((failure) -> assertThat(RepeatDetails.find(failure).decision().reason())
				.isEqualTo(RepeatReason.BODY_NOT_REPEATABLE));
		assertThat(this.delegate.sent).hasSize(3);
	}

	@Test
	void bodyThatNobodyHasAskedForGoesOutForTheFirstTime() {
		this.delegate.headsOnly = 1;
		this.delegate.then(this::stale).then(this::answered);
		AtomicInteger subscriptions = new AtomicInteger();
		Mono<DataBuffer> body = Mono.fromSupplier(() -> {
			subscriptions.incrementAndGet();
			return buffer("hello");
		});
		verify(client().put().uri(TARGET).body((request, context) -> request.writeWith(body)));
		assertThat(this.delegate.sent).hasSize(2);
		assertThat(this.delegate.bodies).containsExactly("hello");
		assertThat(subscriptions).hasValue(1);
	}

	@Test
	void streamOfBuffersIsSubscribedOnce() {
		AtomicInteger subscriptions = new AtomicInteger();
		Flux<DataBuffer> body = Flux.defer(() -> {
			subscriptions.incrementAndGet();
			return Flux.just(buffer("a"), buffer("b"));
		});
		this.delegate.then(this::stale);
		assertBodyNotRepeatable(client().put().uri(TARGET).body((request, context) -> request.writeWith(body)));
		this.delegate.then(this::stale);
		assertBodyNotRepeatable(
				client().put().uri(TARGET).body((request, context) -> request.writeAndFlushWith(Flux.just(body))));
		assertThat(subscriptions).hasValue(2);
	}

	@Test
	void whatWasSetOnTheLibrarysOwnRequestCannotBeSetAgain() {
		this.delegate.then(this::stale);
		assertBodyNotRepeatable(client().get().uri(TARGET).httpRequest(ClientHttpRequest::getNativeRequest));
	}

	@Test
	void fileStillGoesOutByItselfAndAgain(@TempDir Path directory) throws IOException {
		Path file = Files.writeString(directory.resolve("file.txt"), "content");
		this.delegate.zeroCopy = true;
		this.delegate.then(this::stale).then(this::answered);
		verify(client().put().uri(TARGET).body(BodyInserters.fromResource(new FileSystemResource(file))));
		assertThat(this.delegate.bodies).containsExactly("file.txt 0 7", "file.txt 0 7");
	}

	@Test
	void idle408CountsAsAClose() {
		MockClientHttpResponse timeout = new MockClientHttpResponse(HttpStatus.REQUEST_TIMEOUT);
		timeout.getHeaders().setConnection("close");
		timeout.setBody(Mono.fromSupplier(() -> buffer("late")).flux());
		this.delegate.then((request) -> {
			this.fakes.reused(attempt(request));
			attempt(request).responseByte();
			return Mono.just(timeout);
		}).then(this::answered);
		verify(client().get().uri(TARGET));
		assertThat(this.delegate.sent).hasSize(2);
		assertThat(this.allocated).hasSize(1);
	}

	@Test
	void failedRepeatAfterA408IsJudgedOnce() {
		this.delegate.then((request) -> {
			this.fakes.reused(attempt(request));
			MockClientHttpResponse timeout = new MockClientHttpResponse(HttpStatus.REQUEST_TIMEOUT);
			timeout.getHeaders().setConnection("close");
			return Mono.just(timeout);
		}).then(this::stale);
		Verify.create(client().get().uri(TARGET).retrieve().toBodilessEntity())
			.verifyErrorSatisfies((failure) -> assertThat(failure.getCause().getSuppressed()).hasSize(2)
				.allSatisfy((suppressed) -> assertThat(suppressed).isInstanceOf(RepeatDetails.class)));
		assertThat(this.delegate.sent).hasSize(2);
	}

	@Test
	void idle408OfAPostIsHandedThrough() {
		this.delegate.then((request) -> {
			this.fakes.reused(attempt(request));
			MockClientHttpResponse timeout = new MockClientHttpResponse(HttpStatus.REQUEST_TIMEOUT);
			timeout.getHeaders().setConnection("close");
			return Mono.just(timeout);
		});
		assertThat(client().post().uri(TARGET).exchangeToMono((response) -> Mono.just(response.statusCode())).block())
			.isEqualTo(HttpStatus.REQUEST_TIMEOUT);
	}

	@Test
	void eachSubscriptionIsACallOfItsOwn() {
		this.delegate.then(this::stale).then(this::answered).then(this::stale).then(this::answered);
		Mono<?> call = client().get().uri(TARGET).retrieve().toBodilessEntity();
		Verify.create(call.then(call)).verifyOne();
		assertThat(this.delegate.sent).hasSize(4);
	}

	@Test
	void contextOfTheSubscriberReachesBothSends() {
		List<String> seen = new ArrayList<>();
		this.delegate.then(this::stale).then(this::answered);
		this.delegate.contexts = seen;
		Verify
			.create(client().get()
				.uri(TARGET)
				.retrieve()
				.toBodilessEntity()
				.contextWrite((context) -> context.put("tenant", "blue")))
			.verifyOne();
		assertThat(seen).containsExactly("blue", "blue");
	}

	@Test
	void failureBeforeTheRequestWasAskedForRunsTheCallbackForTheFirstTime() {
		AtomicInteger calls = new AtomicInteger();
		this.delegate.before.add(new SocketException("reset"));
		this.delegate.then(this::answered);
		ClientHttpConnector connector = new RepeatingClientHttpConnector(this.delegate,
				new Repeater(new RepeatRules(true, List.of("GET")),
						new FaultClassifier(List.of((failure) -> FaultKind.NOT_SENT)), List.of(),
						new RepeatBudgets(0.2, 10, 100), null, this.fakes.clock, () -> false),
				null);
		Verify.create(connector.connect(HttpMethod.POST, TARGET, (request) -> {
			calls.incrementAndGet();
			return request.setComplete();
		})).verifyOne();
		assertThat(calls).hasValue(1);
		assertThat(attempt(this.delegate.sent.get(0)).freshAfter()).isNotNull();
	}

	@Test
	void halfOfTheReadTimeoutIsTheLimit() {
		this.delegate.then(this::stale);
		WebClient client = WebClient.builder()
			.clientConnector(
					new RepeatingClientHttpConnector(this.delegate, this.fakes.repeater(), Duration.ofSeconds(6)))
			.build();
		Verify.create(client.get().uri(TARGET).retrieve().toBodilessEntity())
			.verifyErrorSatisfies((failure) -> assertThat(RepeatDetails.find(failure).decision().reason())
				.isEqualTo(RepeatReason.DEADLINE_NEAR));
	}

	private void assertBodyNotRepeatable(WebClient.RequestHeadersSpec<?> request) {
		Verify.create(request.retrieve().toBodilessEntity())
			.verifyErrorSatisfies((failure) -> assertThat(RepeatDetails.find(failure).decision().reason())
				.isEqualTo(RepeatReason.BODY_NOT_REPEATABLE));
	}

	private static void verify(WebClient.RequestHeadersSpec<?> request) {
		Verify.create(request.retrieve().toBodilessEntity()).verifyOne();
	}

	private WebClient client() {
		return WebClient.builder()
			.clientConnector(new RepeatingClientHttpConnector(this.delegate, this.fakes.repeater(), null))
			.build();
	}

	private DataBuffer buffer(String text) {
		ByteBuf buffer = this.buffers.getByteBufAllocator().heapBuffer();
		buffer.writeCharSequence(text, StandardCharsets.UTF_8);
		this.allocated.add(buffer);
		return this.buffers.wrap(buffer);
	}

	private Mono<ClientHttpResponse> stale(MockClientHttpRequest request) {
		this.fakes.reused(attempt(request));
		return Mono.error(new SocketException("Connection reset"));
	}

	private Mono<ClientHttpResponse> unwritten(MockClientHttpRequest request) {
		this.fakes.connections.leased(this.fakes.connections.opened(Fakes.ROUTE), true, attempt(request));
		return Mono.error(new SocketException("Connection reset"));
	}

	private Mono<ClientHttpResponse> answered(MockClientHttpRequest request) {
		this.fakes.fresh(attempt(request));
		return Mono.just(new MockClientHttpResponse(HttpStatus.OK));
	}

	private static Attempt attempt(MockClientHttpRequest request) {
		return (Attempt) request.getAttributes().get(Attempt.ATTRIBUTE);
	}

	/**
	 * A connector that writes the request, as libraries do, before the exchange ends as
	 * the test says.
	 */
	private static final class FakeConnector implements ClientHttpConnector {

		private final List<MockClientHttpRequest> sent = new ArrayList<>();

		private final List<String> bodies = new ArrayList<>();

		private final Deque<Exception> before = new ArrayDeque<>();

		private final Deque<Function<MockClientHttpRequest, Mono<ClientHttpResponse>>> steps = new ArrayDeque<>();

		private List<String> contexts;

		private boolean zeroCopy;

		private int headsOnly;

		FakeConnector then(Function<MockClientHttpRequest, Mono<ClientHttpResponse>> step) {
			this.steps.add(step);
			return this;
		}

		@Override
		public Mono<ClientHttpResponse> connect(HttpMethod method, URI uri,
				Function<? super ClientHttpRequest, Mono<Void>> requestCallback) {
			return Mono.deferContextual((context) -> {
				if (this.contexts != null) {
					this.contexts.add(context.getOrDefault("tenant", ""));
				}
				if (!this.before.isEmpty()) {
					return Mono.error(this.before.remove());
				}
				MockClientHttpRequest request = this.zeroCopy ? new ZeroCopyRequest(method, uri, this.bodies)
						: new MockClientHttpRequest(method, uri);
				boolean headOnly = this.headsOnly-- > 0;
				request.setWriteHandler(
						(body) -> headOnly ? Mono.empty() : DataBufferUtils.join(body).doOnNext((buffer) -> {
							this.bodies.add(buffer.toString(StandardCharsets.UTF_8));
							DataBufferUtils.release(buffer);
						}).then());
				return requestCallback.apply(request).then(Mono.defer(() -> {
					this.sent.add(request);
					return this.steps.remove().apply(request);
				}));
			});
		}

	}

	private static final class ZeroCopyRequest extends MockClientHttpRequest implements ZeroCopyHttpOutputMessage {

		private final List<String> bodies;

		ZeroCopyRequest(HttpMethod method, URI uri, List<String> bodies) {
			super(method, uri);
			this.bodies = bodies;
		}

		@Override
		public Mono<Void> writeWith(Path file, long position, long count) {
			return doCommit(
					() -> Mono.fromRunnable(() -> this.bodies.add(file.getFileName() + " " + position + " " + count)));
		}

	}

}
