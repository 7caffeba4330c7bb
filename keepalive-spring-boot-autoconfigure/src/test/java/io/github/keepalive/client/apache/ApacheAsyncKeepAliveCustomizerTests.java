package io.github.keepalive.client.apache;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;

import io.github.keepalive.connection.Attempt;
import io.github.keepalive.connection.CloseManner;
import io.github.keepalive.connection.CloseReason;
import io.github.keepalive.connection.ConnectionLife;
import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.connection.PoolView;
import io.github.keepalive.policy.ClientSettings;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.PeerClose;
import org.apache.hc.client5.http.impl.DefaultHttpRequestRetryStrategy;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.util.TimeValue;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.HttpComponentsClientHttpConnectorBuilder;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.HttpComponentsClientHttpConnector;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ApacheAsyncKeepAliveCustomizer}.
 */
class ApacheAsyncKeepAliveCustomizerTests extends AbstractApacheKeepAliveTests {

	@Override
	Caller caller(KeepAlivePolicy policy, IdleClock clock) {
		return caller(policy, clock, (builder) -> builder);
	}

	private Caller caller(KeepAlivePolicy policy, IdleClock clock,
			UnaryOperator<HttpComponentsClientHttpConnectorBuilder> later) {
		HttpComponentsClientHttpConnectorBuilder builder = new ApacheAsyncKeepAliveCustomizer(policy, this.pools,
				this.maintenance, clock)
			.customize(ClientHttpConnectorBuilder.httpComponents());
		return new WebCaller(this.pools, later.apply(builder)
			.withConnectionManagerCustomizer(
					(manager) -> manager.setTlsStrategy(new DefaultClientTlsStrategy(FaultServer.clientSslContext())))
			.build());
	}

	@Override
	void assertSeen(ConnectionLife life, PeerClose way) {
		boolean tlsEnd = way == PeerClose.CLOSE_NOTIFY || way == PeerClose.TRUNCATION;
		assertThat(life.closeManner()).isEqualTo(tlsEnd ? CloseManner.UNKNOWN : way.manner());
	}

	@Test
	void withoutTheListenerTheCloseIsFound() {
		Caller caller = caller(policy((ClientSettings) null), this.clock,
				(builder) -> builder.withHttpClientCustomizer((client) -> client.setIOSessionListener(null)));
		caller.get(this.server.url("/"));
		ConnectionLife life = lives().get(0);
		Awaitility.await().atMost(PATIENCE).until(() -> row().idle() == 1);
		this.server.finIdle();
		Awaitility.await().atMost(PATIENCE).until(() -> life.closeReason() != null);
		assertThat(life.closeReason()).isEqualTo(CloseReason.PEER);
	}

	@Test
	void connectionClosedForAnotherIsEvicted() {
		Caller caller = caller(policy(new ClientSettings("keepalive.client", null, null, null, 1, 1, null, true)),
				this.clock);
		try (FaultServer other = FaultServer.start()) {
			caller.get(this.server.url("/"));
			ConnectionLife life = lives().get(0);
			caller.get(other.url("/"));
			Awaitility.await().atMost(PATIENCE).until(() -> life.closeReason() != null);
			assertThat(life.closeReason()).isEqualTo(CloseReason.EVICTED);
		}
	}

	@Test
	void retryStrategyOfLaterCustomizerWins() {
		Caller caller = caller(policy((ClientSettings) null), this.clock,
				(builder) -> builder.withHttpClientCustomizer((client) -> client
					.setRetryStrategy(new DefaultHttpRequestRetryStrategy(1, TimeValue.ofMilliseconds(1)))));
		this.server.enqueue(Behaviour.status(503));
		assertThat(caller.get(this.server.url("/"))).isNotNull();
		assertThat(this.server.exchanges()).hasSize(2);
	}

	@Test
	void poolSizeOfLaterCustomizerWins() {
		Caller caller = caller(policy(new ClientSettings("keepalive.client", null, null, null, 7, 3, null, true)),
				this.clock,
				(builder) -> builder.withConnectionManagerCustomizer((manager) -> manager.setMaxConnPerRoute(4)));
		caller.get(this.server.url("/"));
		assertThat(row().max()).isEqualTo(4);
	}

	/**
	 * Calls through {@link WebClient}.
	 *
	 * @param pools where its pool is registered
	 * @param connector the connector under test
	 */
	private record WebCaller(PoolRegistry pools, HttpComponentsClientHttpConnector connector) implements Caller {

		@Override
		public @Nullable String send(HttpMethod method, String url, @Nullable String body, @Nullable Attempt attempt) {
			WebClient.RequestBodySpec request = client().method(method).uri(url);
			if (body != null) {
				request.bodyValue(body);
			}
			if (attempt != null) {
				request.httpRequest((http) -> http.getAttributes().put(Attempt.ATTRIBUTE, attempt));
			}
			try {
				return request.retrieve()
					.toEntity(byte[].class)
					.map((entity) -> entity.getHeaders().getFirst("X-Connection"))
					.block();
			}
			finally {
				// The body is complete a moment before the connection is back in the
				// pool.
				Awaitility.await()
					.atMost(Duration.ofSeconds(20))
					.pollDelay(Duration.ZERO)
					.pollInterval(Duration.ofMillis(2))
					.until(() -> active() == 0);
			}
		}

		private int active() {
			return this.pools.views()
				.stream()
				.flatMap((view) -> view.snapshot().stream())
				.map(PoolView.PoolSnapshot::active)
				.filter(Objects::nonNull)
				.mapToInt(Integer::intValue)
				.sum();
		}

		@Override
		public @Nullable String upload(String url, CountDownLatch go) {
			Mono<DataBuffer> body = Mono.fromCallable(() -> {
				go.await();
				return (DataBuffer) DefaultDataBufferFactory.sharedInstance
					.wrap("end".getBytes(StandardCharsets.ISO_8859_1));
			}).subscribeOn(Schedulers.boundedElastic());
			return client().post()
				.uri(url)
				.body(BodyInserters.fromDataBuffers(body))
				.retrieve()
				.bodyToMono(String.class)
				.block();
		}

		private WebClient client() {
			return WebClient.builder().clientConnector(this.connector).build();
		}

		@Override
		public void close() throws Exception {
			this.connector.close();
		}

	}

}
