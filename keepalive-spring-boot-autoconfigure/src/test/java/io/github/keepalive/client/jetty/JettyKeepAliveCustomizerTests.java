package io.github.keepalive.client.jetty;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.github.keepalive.connection.Attempt;
import io.github.keepalive.connection.CloseReason;
import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.connection.PoolView.PoolSnapshot;
import io.github.keepalive.fault.FaultClassifier;
import io.github.keepalive.fault.FaultKind;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.Pools;
import org.awaitility.Awaitility;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.RoundRobinConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.JettyClientHttpRequestFactoryBuilder;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link JettyKeepAliveCustomizer}: what it sets and what it leaves alone.
 */
class JettyKeepAliveCustomizerTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private final MovableClock clock = new MovableClock();

	private final PoolRegistry pools = new PoolRegistry();

	private final AtomicReference<HttpClient> httpClient = new AtomicReference<>();

	private FaultServer server;

	@BeforeEach
	void startServer() {
		this.server = FaultServer.start();
	}

	@AfterEach
	void stop() throws Exception {
		this.httpClient.get().stop();
		this.server.close();
	}

	@Test
	void sizesAreThoseOfTheLibraryUnlessSet() {
		client(Policies.idle(Duration.ofSeconds(50)));
		assertThat(this.httpClient.get().getMaxConnectionsPerDestination()).isEqualTo(64);
	}

	@Test
	void sizeIsSet() {
		RestClient client = client(Policies.sizes(3, null));
		get(client, "/");
		assertThat(row().max()).isEqualTo(3);
	}

	@Test
	void waitForConnectionEndsWithAcquireTimeout() {
		this.server.behaviour(Behaviour.hang());
		RestClient client = client(Policies.sizes(1, Duration.ofMillis(300)));
		CompletableFuture<Throwable> holder = CompletableFuture
			.supplyAsync(() -> catchThrowable(() -> get(client, "/")));
		Awaitility.await().atMost(LIMIT).until(() -> !this.server.exchanges().isEmpty());
		Throwable failure = catchThrowable(() -> get(client, "/"));
		assertThat(failure).hasRootCauseInstanceOf(AcquireTimeoutException.class);
		assertThat(new FaultClassifier(List.of(new JettyFaultTranslator())).classify(failure))
			.isEqualTo(FaultKind.CONNECT_FAILED);
		this.server.close();
		assertThat(holder).succeedsWithin(LIMIT)
			.satisfies((held) -> assertThat(NestedExceptionUtils.getMostSpecificCause(held))
				.isNotInstanceOf(AcquireTimeoutException.class));
		assertThat(this.server.exchanges()).hasSize(1);
	}

	@Test
	void idleTimeoutIsSetInMillis() {
		client(Policies.idle(Duration.ofMillis(1667)));
		assertThat(this.httpClient.get().getIdleTimeout()).isEqualTo(1667);
	}

	@Test
	void assumedWindowNeverRaisesWhatJettyDoesByItself() {
		client(Policies.assumed(Duration.ofSeconds(50)));
		assertThat(this.httpClient.get().getIdleTimeout()).isEqualTo(30_000);
	}

	@Test
	void idleTimeoutOfUserWins() {
		RestClient client = client(Policies.idle(Duration.ofSeconds(5)), (built) -> built.setIdleTimeout(20_000));
		get(client, "/");
		this.clock.advance(Duration.ofSeconds(12));
		get(client, "/");
		assertThat(this.server.connectionsOpened()).isEqualTo(1);
		this.clock.advance(Duration.ofSeconds(20));
		get(client, "/");
		assertThat(this.server.connectionsOpened()).isEqualTo(2);
	}

	@Test
	void poolOfUserStays() {
		RestClient client = client(Policies.idle(Duration.ofSeconds(5)), (built) -> {
		}, (builder) -> builder.withHttpClientTransportCustomizer((transport) -> transport
			.setConnectionPoolFactory((destination) -> new RoundRobinConnectionPool(destination, 7))));
		get(client, "/");
		assertThat(this.httpClient.get().getDestinations().get(0).getConnectionPool())
			.isExactlyInstanceOf(RoundRobinConnectionPool.class);
		assertThat(row().max()).isEqualTo(7);
		assertThat(row().counters()).isNull();
	}

	@Test
	void customizingTwiceIsCustomizingOnce() {
		JettyKeepAliveCustomizer customizer = new JettyKeepAliveCustomizer(Policies.idle(Duration.ofSeconds(5)),
				this.pools, this.clock);
		RestClient client = build(customizer.customize(customizer.customize(ClientHttpRequestFactoryBuilder.jetty())));
		get(client, "/");
		assertThat(this.pools.views()).hasSize(1);
		assertThat(row().counters()).isNotNull();
	}

	@Test
	void redirectedLegDoesNotLookLikeAFirstSend() {
		this.server.enqueue(Behaviour.ok(), Behaviour.status(302, "Location: " + this.server.url("/next")),
				Behaviour.finAfterRequest());
		RestClient client = client(Policies.idle(Duration.ofSeconds(5)));
		get(client, "/");
		Attempt attempt = Attempt.first();
		try (Attempt.Scope scope = attempt.open()) {
			assertThatException().isThrownBy(() -> get(client, "/"));
		}
		assertThat(this.server.exchanges()).hasSize(3);
		assertThat(attempt.facts().responseByte()).isTrue();
	}

	@Test
	void stoppedClientCountsItsConnections() throws Exception {
		get(client(Policies.idle(Duration.ofSeconds(5))), "/");
		PoolSnapshot row = row();
		assertThat(row.client()).startsWith("jetty-");
		assertThat(row.transport()).isEqualTo("jetty");
		assertThat(row.idle()).isEqualTo(1);
		assertThat(row.pending()).isZero();
		assertThat(row.counters()).isNotNull();
		this.httpClient.get().stop();
		Awaitility.await().atMost(LIMIT).until(() -> row.counters().getClosed(CloseReason.SHUTDOWN) == 1);
	}

	private RestClient client(KeepAlivePolicy policy) {
		return client(policy, (built) -> {
		});
	}

	private RestClient client(KeepAlivePolicy policy, Consumer<HttpClient> user) {
		return client(policy, user, (builder) -> builder);
	}

	private RestClient client(KeepAlivePolicy policy, Consumer<HttpClient> user,
			UnaryOperator<JettyClientHttpRequestFactoryBuilder> before) {
		JettyKeepAliveCustomizer customizer = new JettyKeepAliveCustomizer(policy, this.pools, this.clock);
		return build(customizer.customize(before.apply(ClientHttpRequestFactoryBuilder.jetty()))
			.withHttpClientCustomizer(user));
	}

	private RestClient build(JettyClientHttpRequestFactoryBuilder builder) {
		return RestClient.builder()
			.requestFactory(builder.withHttpClientCustomizer(this.httpClient::set).build(HttpClientSettings.defaults()))
			.build();
	}

	private void get(RestClient client, String path) {
		client.get().uri(this.server.url(path)).retrieve().body(String.class);
		Pools.awaitUnused(this.pools);
	}

	private PoolSnapshot row() {
		return this.pools.views().get(0).snapshot().get(0);
	}

}
