package io.github.keepalive.retry;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.keepalive.connection.Attempt;
import io.github.keepalive.fault.RepeatReason;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.FaultServer;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests that repeats go out on real sockets as the rule says. What an adapter would
 * report is reported by the delegates here: the first exchange of a client is fresh, any
 * later one reuses its connection.
 */
class RepeatOnSocketsTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private final FaultServer server = FaultServer.start();

	private final Fakes fakes = new Fakes();

	private final AtomicInteger exchanges = new AtomicInteger();

	private final ConnectionProvider provider = ConnectionProvider.create("test", 1);

	private final CloseableHttpClient apache = HttpClients.custom()
		.disableAutomaticRetries()
		.addRequestInterceptorFirst((request, entity, context) -> report(Objects.requireNonNull(Attempt.current())))
		.build();

	@AfterEach
	void close() throws Exception {
		this.server.close();
		this.provider.disposeLater().block(LIMIT);
		this.apache.close();
	}

	@Test
	void blockingGetOnAResetConnectionIsRepeated() {
		this.server.onReused(Behaviour.resetAfterRequest());
		RestClient client = restClient();
		assertThat(get(client)).isEqualTo("ok".length());
		assertThat(get(client)).isEqualTo("ok".length());
		assertThat(this.server).executed("GET /get", 3).openedConnections(2);
	}

	@Test
	void blockingPutSendsTheSameBodyAgain() {
		this.server.onReused(Behaviour.finAfterRequest());
		RestClient client = restClient();
		get(client);
		client.put()
			.uri(this.server.url("/x"))
			.body(new ByteArrayResource(new byte[100_000]))
			.retrieve()
			.toBodilessEntity();
		assertThat(this.server.exchanges()).filteredOn((exchange) -> exchange.method().equals("PUT"))
			.hasSize(2)
			.allSatisfy((exchange) -> assertThat(exchange.bodyBytes()).isEqualTo(100_000));
	}

	@Test
	void blockingStreamAndPostGoOutOnce() {
		this.server.onReused(Behaviour.resetAfterRequest());
		RestClient client = restClient();
		get(client);
		Throwable failure = catchThrowable(() -> client.put()
			.uri(this.server.url("/stream"))
			.body(new InputStreamResource(new ByteArrayResource(new byte[1000]).getInputStream()))
			.retrieve()
			.toBodilessEntity());
		assertThat(RepeatDetails.find(failure).decision().reason()).isEqualTo(RepeatReason.BODY_NOT_REPEATABLE);
		get(client);
		failure = catchThrowable(
				() -> client.post().uri(this.server.url("/post")).body("x").retrieve().toBodilessEntity());
		assertThat(RepeatDetails.find(failure).decision().reason()).isEqualTo(RepeatReason.METHOD_NOT_IDEMPOTENT);
		assertThat(this.server).executedOnce("PUT /stream").executedOnce("POST /post");
	}

	@Test
	void blockingFreshConnectionIsNotRepeated() {
		this.server.behaviour(Behaviour.resetAfterRequest());
		assertThat(RepeatDetails.find(catchThrowable(() -> get(restClient()))).decision().reason())
			.isEqualTo(RepeatReason.FRESH_CONNECTION);
		assertThat(this.server.exchanges()).hasSize(1);
	}

	@Test
	void blocking408OnAReusedConnectionIsRepeated() {
		this.server.onReused(Behaviour.status(408, "Connection: close").thenClose());
		RestClient client = restClient();
		get(client);
		assertThat(get(client)).isEqualTo("ok".length());
		assertThat(this.server.exchanges()).hasSize(3);
	}

	@Test
	void reactiveGetOnAResetConnectionIsRepeated() {
		this.server.onReused(Behaviour.resetAfterRequest());
		WebClient client = webClient();
		assertThat(reactiveGet(client)).isEqualTo("ok".length());
		assertThat(reactiveGet(client)).isEqualTo("ok".length());
		assertThat(this.server.exchanges()).hasSize(3);
	}

	@Test
	void reactiveValueGoesOutAgainWithTheSameKey() {
		this.server.onReused(Behaviour.finAfterRequest());
		WebClient client = webClient();
		reactiveGet(client);
		client.post()
			.uri(this.server.url("/x"))
			.header("Idempotency-Key", "k-1")
			.bodyValue("a".repeat(50_000))
			.retrieve()
			.toBodilessEntity()
			.block(LIMIT);
		assertThat(this.server.exchanges()).filteredOn((exchange) -> exchange.method().equals("POST"))
			.hasSize(2)
			.allSatisfy((exchange) -> {
				assertThat(exchange.bodyBytes()).isEqualTo(50_000);
				assertThat(exchange.headers()).containsEntry("idempotency-key", "k-1");
			});
	}

	@Test
	void reactiveStreamGoesOutOnce() {
		this.server.onReused(Behaviour.finAfterRequest());
		WebClient client = webClient();
		reactiveGet(client);
		AtomicInteger subscriptions = new AtomicInteger();
		Throwable failure = catchThrowable(() -> client.put()
			.uri(this.server.url("/x"))
			.body(Flux.just("a", "b").doOnSubscribe((subscription) -> subscriptions.incrementAndGet()), String.class)
			.retrieve()
			.toBodilessEntity()
			.block(LIMIT));
		assertThat(RepeatDetails.find(failure).decision().reason()).isEqualTo(RepeatReason.BODY_NOT_REPEATABLE);
		assertThat(subscriptions).hasValue(1);
	}

	private int get(RestClient client) {
		return client.get().uri(this.server.url("/get")).retrieve().body(byte[].class).length;
	}

	private int reactiveGet(WebClient client) {
		return client.get().uri(this.server.url("/get")).retrieve().bodyToMono(byte[].class).block(LIMIT).length;
	}

	private RestClient restClient() {
		HttpComponentsClientHttpRequestFactory factory = new HttpComponentsClientHttpRequestFactory(this.apache);
		return RestClient.builder()
			.requestFactory(new RepeatingClientHttpRequestFactory(factory, this.fakes.repeater(), null))
			.build();
	}

	private WebClient webClient() {
		// Reactor Netty's own retry would hide ours.
		ReactorClientHttpConnector connector = new ReactorClientHttpConnector(
				HttpClient.create(this.provider).disableRetry(true));
		ClientHttpConnector reporting = (method, uri, callback) -> connector.connect(method, uri, (request) -> {
			Mono<Void> written = callback.apply(request);
			report((Attempt) request.getAttributes().get(Attempt.ATTRIBUTE));
			return written;
		});
		return WebClient.builder()
			.clientConnector(new RepeatingClientHttpConnector(reporting, this.fakes.repeater(), null))
			.build();
	}

	private void report(Attempt attempt) {
		// A repeat goes out on a connection opened for it: its predecessor is dead.
		if (this.exchanges.getAndIncrement() > 0 && attempt.freshAfter() == null) {
			this.fakes.reused(attempt);
		}
		else {
			this.fakes.fresh(attempt);
		}
	}

}
