package io.github.keepalive.client.reactor;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.keepalive.connection.Attempt;
import io.github.keepalive.connection.CloseReason;
import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.fault.AttemptFacts;
import io.github.keepalive.fault.FaultKind;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link ReactorKeepAliveCustomizer} with WebClient.
 */
class ReactorWebClientKeepAliveTests extends AbstractReactorKeepAliveTests {

	private final WebClient client = client(this.customizer);

	static WebClient client(ReactorKeepAliveCustomizer customizer) {
		return WebClient.builder()
			.clientConnector(customizer.customize(ClientHttpConnectorBuilder.reactor())
				.withHttpClientCustomizer(TestTls::trust)
				.build())
			.build();
	}

	@Override
	String send(String method, String url, @Nullable Attempt attempt) {
		WebClient.RequestBodySpec request = this.client.method(HttpMethod.valueOf(method)).uri(url);
		if (method.equals("POST")) {
			request.bodyValue("body");
		}
		return text(request, attempt);
	}

	@Override
	void readSlowly(String url, Runnable midway) {
		AtomicBoolean first = new AtomicBoolean(true);
		this.client.get()
			.uri(url)
			.exchangeToFlux((response) -> response.bodyToFlux(DataBuffer.class))
			.doOnNext((buffer) -> {
				DataBufferUtils.release(buffer);
				if (first.getAndSet(false)) {
					midway.run();
				}
			})
			.blockLast(LONG);
	}

	@Override
	String upload(String url, Runnable midway, Attempt attempt) {
		Flux<DataBuffer> body = Flux.range(0, 2).publishOn(Schedulers.boundedElastic()).map((i) -> {
			if (i == 0) {
				midway.run();
			}
			return DefaultDataBufferFactory.sharedInstance.wrap(new byte[1000]);
		});
		return text(this.client.post().uri(url).body(BodyInserters.fromDataBuffers(body)), attempt);
	}

	@Test
	void attemptIsFoundAmongTheRequestAttributes() {
		get();
		Attempt attempt = Attempt.first();
		this.client.get()
			.uri(this.url)
			.httpRequest((request) -> request.getAttributes().put(Attempt.ATTRIBUTE, attempt))
			.retrieve()
			.bodyToMono(String.class)
			.block(LONG);
		assertThat(attempt.facts()).returns(true, AttemptFacts::reused)
			.returns(1, AttemptFacts::served)
			.returns(true, AttemptFacts::written)
			.returns(true, AttemptFacts::responseByte);
	}

	@Test
	void repeatKnownOnlyByItsAttributesGoesOutOnAFreshConnection() {
		openAtOnce(2);
		Attempt repeat = Attempt.repeat(this.clock.now());
		this.client.post()
			.uri(this.url)
			.httpRequest((request) -> request.getAttributes().put(Attempt.ATTRIBUTE, repeat))
			.bodyValue("body")
			.retrieve()
			.bodyToMono(String.class)
			.block(LONG);
		assertThat(repeat.facts()).returns(false, AttemptFacts::reused).returns(true, AttemptFacts::responseByte);
		assertThat(this.server.exchanges()).hasSize(3);
		assertThat(this.server.connectionsOpened()).isEqualTo(3);
		awaitClosed(CloseReason.RETIRED, 2);
	}

	@Test
	void bodyThatComesTooLateIsNotSentOnAConnectionThatMayBeDead() {
		get();
		Attempt attempt = Attempt.first();
		Throwable failure = catchThrowable(() -> sendLateBody(this.client, attempt));
		assertThat(classify(failure)).isEqualTo(FaultKind.CLOSED);
		assertThat(attempt.facts()).returns(true, AttemptFacts::reused).returns(false, AttemptFacts::written);
		assertThat(this.server.exchanges()).hasSize(1);
		awaitClosed(CloseReason.IDLE, 1);
	}

	@Test
	void bodyThatComesLateIsSentWhereTheWindowIsOnlyAssumed() {
		PoolRegistry registry = new PoolRegistry();
		try (ReactorKeepAliveCustomizer guess = new ReactorKeepAliveCustomizer(Policies.assumed(), registry, this.clock,
				(provider) -> false)) {
			Attempt attempt = Attempt.first();
			assertThat(sendLateBody(client(guess), attempt)).isEqualTo("kk");
		}
	}

	private String sendLateBody(WebClient sender, Attempt attempt) {
		CountDownLatch waiting = new CountDownLatch(1);
		CountDownLatch ready = new CountDownLatch(1);
		Mono<String> body = Mono.fromCallable(() -> {
			waiting.countDown();
			ready.await(LONG.toSeconds(), TimeUnit.SECONDS);
			return "body";
		}).subscribeOn(Schedulers.boundedElastic());
		Thread clockwork = new Thread(() -> {
			Awaitility.await().atMost(LONG).until(() -> waiting.getCount() == 0);
			this.clock.advance(Policies.IDLE.plus(Duration.ofSeconds(20)));
			ready.countDown();
		});
		clockwork.start();
		return text(sender.post().uri(this.url).body(body, String.class), attempt);
	}

	private static String text(WebClient.RequestHeadersSpec<?> request, @Nullable Attempt attempt) {
		Mono<String> response = request.exchangeToMono((answer) -> answer.bodyToMono(String.class));
		return ((attempt != null) ? response.contextWrite((context) -> context.put(Attempt.ATTRIBUTE, attempt))
				: response)
			.block(LONG);
	}

}
