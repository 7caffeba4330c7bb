package io.github.keepalive.client.apache;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

import io.github.keepalive.connection.Attempt;
import io.github.keepalive.connection.ConnectionLife;
import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.fault.FaultClassifier;
import io.github.keepalive.fault.FaultKind;
import io.github.keepalive.policy.ClientSettings;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.PeerClose;
import org.apache.hc.client5.http.impl.DefaultHttpRequestRetryStrategy;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.util.TimeValue;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpComponentsClientHttpRequestFactoryBuilder;
import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link ApacheKeepAliveCustomizer}.
 */
class ApacheKeepAliveCustomizerTests extends AbstractApacheKeepAliveTests {

	@Override
	Caller caller(KeepAlivePolicy policy, IdleClock clock) {
		return caller(policy, clock, (builder) -> builder);
	}

	private Caller caller(KeepAlivePolicy policy, IdleClock clock,
			UnaryOperator<HttpComponentsClientHttpRequestFactoryBuilder> later) {
		HttpComponentsClientHttpRequestFactoryBuilder builder = new ApacheKeepAliveCustomizer(policy, this.pools,
				this.maintenance, clock)
			.customize(ClientHttpRequestFactoryBuilder.httpComponents());
		return new RestCaller(later.apply(builder)
			.withConnectionManagerCustomizer((manager) -> manager
				.setTlsSocketStrategy(new DefaultClientTlsStrategy(FaultServer.clientSslContext())))
			.build());
	}

	@Override
	void assertSeen(ConnectionLife life, PeerClose way) {
		assertThat(life.closeManner()).isEqualTo(way.manner());
	}

	@Test
	void backgroundClosesWhatThePeerHasClosedAndNothingElse() {
		Caller caller = caller(policy((ClientSettings) null), IdleClock.SYSTEM);
		String first = caller.get(this.server.url("/"));
		ConnectionLife life = lives().get(0);
		Awaitility.await().atMost(PATIENCE).pollDelay(Duration.ofSeconds(3)).until(() -> true);
		assertThat(caller.get(this.server.url("/"))).isEqualTo(first);
		// A look in the background is no use: the pool has it, the peer counts on.
		assertThat(life.served()).isEqualTo(2);
		this.server.finIdle();
		Awaitility.await().atMost(PATIENCE).until(() -> life.closeReason() != null);
		assertThat(caller.send(HttpMethod.POST, this.server.url("/"), "body", null)).isNotEqualTo(first);
		assertThat(counters().getOpened()).isEqualTo(2);
	}

	@Test
	void backgroundLooksDoNotDisturbRequests() {
		Caller caller = caller(policy((ClientSettings) null), IdleClock.SYSTEM);
		caller.get(this.server.url("/"));
		ApachePoolView view = (ApachePoolView) this.pools.views().get(0);
		IdleLooks looks = new IdleLooks(view.tracker());
		AtomicBoolean over = new AtomicBoolean();
		CompletableFuture<Void> looking = CompletableFuture.runAsync(() -> {
			while (!over.get()) {
				looks.run();
			}
		}, this.users);
		for (int i = 0; i < 20; i++) {
			Awaitility.await().pollDelay(Duration.ofMillis(100 + i)).until(() -> true);
			caller.send(HttpMethod.POST, this.server.url("/"), "body", null);
		}
		over.set(true);
		assertThat(looking).succeedsWithin(PATIENCE);
		assertThat(counters().getOpened()).isEqualTo(1);
		assertThat(this.server.exchanges()).hasSize(21);
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

	@Test
	void connectionFactoryOfLaterCustomizerIsGovernedAsWell() {
		Caller caller = caller(policy((ClientSettings) null), this.clock,
				(builder) -> builder.withConnectionManagerCustomizer(
						(manager) -> manager.setConnectionFactory(ManagedHttpClientConnectionFactory.INSTANCE)));
		String first = caller.get(this.server.url("/"));
		assertThat(caller.get(this.server.url("/"))).isEqualTo(first);
		this.clock.advance(plan().idleTimeout().value());
		assertThat(caller.get(this.server.url("/"))).isNotEqualTo(first);
	}

	@Test
	void acquireTimeoutLimitsTheWaitForAConnection() {
		Caller caller = caller(
				policy(new ClientSettings("keepalive.client", null, null, null, 1, 1, Duration.ofMillis(100), true)),
				this.clock);
		this.server.behaviour(Behaviour.hang());
		CompletableFuture<?> hanging = CompletableFuture.runAsync(() -> caller.get(this.server.url("/")));
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> this.server.exchanges().size() == 1);
		Throwable failure = catchThrowable(() -> caller.get(this.server.url("/")));
		assertThat(new FaultClassifier(List.of(new ApacheFaultTranslator())).classify(failure))
			.isEqualTo(FaultKind.CONNECT_FAILED);
		this.server.close();
		assertThat(hanging).failsWithin(Duration.ofSeconds(20));
	}

	@Test
	void eachClientHasPoolOfItsOwn() {
		HttpComponentsClientHttpRequestFactoryBuilder builder = new ApacheKeepAliveCustomizer(
				policy((ClientSettings) null), this.pools, this.maintenance, this.clock)
			.customize(ClientHttpRequestFactoryBuilder.httpComponents());
		Caller one = new RestCaller(builder.build());
		Caller other = new RestCaller(builder.build());
		assertThat(one.get(this.server.url("/"))).isNotEqualTo(other.get(this.server.url("/")));
		assertThat(this.pools.views()).extracting("client").doesNotHaveDuplicates().hasSize(2);
	}

	/**
	 * Calls through {@link RestClient}.
	 *
	 * @param factory the factory under test
	 */
	private record RestCaller(HttpComponentsClientHttpRequestFactory factory) implements Caller {

		@Override
		public @Nullable String send(HttpMethod method, String url, @Nullable String body, @Nullable Attempt attempt) {
			RestClient client = RestClient.builder().requestFactory(this.factory).build();
			try (Attempt.Scope scope = ((attempt != null) ? attempt : Attempt.first()).open()) {
				RestClient.RequestBodySpec request = client.method(method).uri(url);
				if (body != null) {
					request.body(body);
				}
				return request.retrieve().toEntity(byte[].class).getHeaders().getFirst("X-Connection");
			}
		}

		@Override
		public @Nullable String upload(String url, CountDownLatch go) {
			StreamingHttpOutputMessage.Body body = (stream) -> {
				try {
					go.await();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
				stream.write("end".getBytes(StandardCharsets.ISO_8859_1));
			};
			return RestClient.builder()
				.requestFactory(this.factory)
				.build()
				.post()
				.uri(url)
				.body(body)
				.retrieve()
				.body(String.class);
		}

		@Override
		public void close() throws Exception {
			this.factory.destroy();
		}

	}

}
