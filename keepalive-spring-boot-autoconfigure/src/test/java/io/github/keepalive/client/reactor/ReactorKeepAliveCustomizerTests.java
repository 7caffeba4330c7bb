package io.github.keepalive.client.reactor;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.keepalive.connection.CloseReason;
import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.connection.PoolView.PoolSnapshot;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.Pools;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.HttpResources;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReactorKeepAliveCustomizer} as a guest in an application.
 */
class ReactorKeepAliveCustomizerTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	private final FaultServer server = FaultServer.start();

	private final PoolRegistry pools = new PoolRegistry();

	private final ShiftedClock clock = new ShiftedClock();

	private final ReactorKeepAliveCustomizer customizer = new ReactorKeepAliveCustomizer(Policies.stated(), this.pools,
			this.clock, (provider) -> false);

	@AfterEach
	void stop() {
		this.customizer.close();
		this.server.close();
	}

	@Test
	void restClientAndWebClientShareTheirConnections() {
		RestClient restClient = ReactorRestClientKeepAliveTests.client(this.customizer);
		WebClient webClient = ReactorWebClientKeepAliveTests.client(this.customizer);
		assertThat(restClient.get().uri(this.server.url("/")).retrieve().body(String.class)).isEqualTo("kk");
		assertThat(webClient.get().uri(this.server.url("/")).retrieve().bodyToMono(String.class).block(LONG))
			.isEqualTo("kk");
		assertThat(this.pools.views()).hasSize(1);
		PoolSnapshot row = this.pools.views().get(0).snapshot().get(0);
		assertThat(row.transport()).isEqualTo("reactor-netty");
		assertThat(row.max()).isEqualTo(500);
		assertThat(row.counters().getOpened() + row.counters().getReused()).isEqualTo(2);
	}

	@Test
	void closesIdleConnectionsInTheBackground() {
		try (ReactorKeepAliveCustomizer quick = customizer(Policies.idle(Duration.ofMillis(500)), this.clock)) {
			get(quick, this.server);
			Awaitility.await().atMost(LONG).until(() -> this.server.connectionsOpen() == 0);
			// The peer hears of it before it is counted.
			Awaitility.await().atMost(LONG).until(() -> closed(this.pools, CloseReason.IDLE) == 1);
		}
	}

	@Test
	void contextsDoNotDisturbEachOther() {
		HttpResources global = HttpResources.get();
		PoolRegistry otherPools = new PoolRegistry();
		ReactorKeepAliveCustomizer other = new ReactorKeepAliveCustomizer(Policies.stated(), otherPools, this.clock,
				(provider) -> false);
		get(other, this.server);
		get(this.customizer, this.server);
		Pools.awaitUnused(this.pools);
		assertThat(this.server.connectionsOpened()).isEqualTo(2);
		other.close();
		Awaitility.await().atMost(LONG).until(() -> closed(otherPools, CloseReason.SHUTDOWN) == 1);
		get(this.customizer, this.server);
		assertThat(this.server.connectionsOpened()).isEqualTo(2);
		assertThat(HttpResources.get()).isSameAs(global);
		String plain = HttpClient.create()
			.get()
			.uri(this.server.url("/"))
			.responseContent()
			.aggregate()
			.asString()
			.block(LONG);
		assertThat(plain).isEqualTo("kk");
	}

	@Test
	void leavesNeitherConnectionsNorThreadsBehind() {
		get(this.customizer, this.server);
		Set<String> before = threads();
		ReactorKeepAliveCustomizer other = customizer(Policies.idle(Duration.ofMillis(500)), IdleClock.SYSTEM);
		get(other, this.server);
		other.close();
		Awaitility.await().atMost(LONG).until(() -> this.server.connectionsOpen() == 1);
		Awaitility.await().atMost(LONG).until(() -> before.containsAll(threads()));
	}

	@Test
	void closeWithoutUseTouchesNothing() {
		this.customizer.close();
		assertThat(this.pools.views()).isEmpty();
	}

	@Test
	void sizesAreSetOnlyWhenAsked() {
		assertThat(maxConnections(Policies.stated())).isEqualTo(500);
		assertThat(maxConnections(Policies.sized(null, 7, null))).isEqualTo(7);
		assertThat(maxConnections(Policies.sized(20, null, null))).isEqualTo(20);
		assertThat(maxConnections(Policies.sized(20, 30, null))).isEqualTo(20);
	}

	@Test
	void waitsForAConnectionAsLongAsSet() {
		try (ReactorKeepAliveCustomizer small = customizer(Policies.sized(null, 1, Duration.ofMillis(200)),
				this.clock)) {
			WebClient client = ReactorWebClientKeepAliveTests.client(small);
			this.server.behaviour(Behaviour.hang());
			client.get().uri(this.server.url("/")).retrieve().bodyToMono(String.class).subscribe((body) -> {
			}, (ex) -> {
			});
			Awaitility.await().atMost(LONG).until(() -> row(this.pools).active() == 1);
			Mono<Object> waiting = client.get()
				.uri(this.server.url("/"))
				.retrieve()
				.bodyToMono(String.class)
				.cast(Object.class)
				.onErrorResume(Mono::just);
			assertThat(waiting.block(LONG)).asString().contains("200ms");
			// The caller hears of the failure just before it is counted.
			Awaitility.await().atMost(LONG).until(() -> row(this.pools).pending() == 0);
		}
	}

	@Test
	void keepsTheEventLoopsThatBootSets() {
		ReactorResourceFactory resources = new ReactorResourceFactory();
		resources.setUseGlobalResources(false);
		resources.setLoopResources(LoopResources.create("chosen", 1, true));
		resources.start();
		try (ReactorKeepAliveCustomizer sharing = new ReactorKeepAliveCustomizer(Policies.stated(), this.pools,
				this.clock, (provider) -> provider == resources.getConnectionProvider())) {
			StringBuilder thread = new StringBuilder();
			WebClient client = WebClient.builder()
				.clientConnector(
						sharing.customize(ClientHttpConnectorBuilder.reactor().withReactorResourceFactory(resources))
							.build())
				.build();
			client.get().uri(this.server.url("/")).exchangeToMono((response) -> {
				thread.append(Thread.currentThread().getName());
				return response.releaseBody();
			}).block(LONG);
			assertThat(thread.toString()).startsWith("chosen");
			assertThat(row(this.pools).counters().getOpened()).isOne();
		}
		finally {
			resources.stop();
		}
	}

	@Test
	void http2WorksAndEndsWithTheContext() {
		DisposableServer http2 = HttpServer.create()
			.port(0)
			.protocol(HttpProtocol.H2C, HttpProtocol.HTTP11)
			.handle((request, response) -> response.sendString(Mono.just(request.version().text())))
			.bindNow();
		try {
			WebClient client = WebClient.builder()
				.clientConnector(this.customizer.customize(ClientHttpConnectorBuilder.reactor())
					.withHttpClientCustomizer((httpClient) -> httpClient.protocol(HttpProtocol.H2C))
					.build())
				.build();
			for (int i = 0; i < 3; i++) {
				assertThat(client.get()
					.uri("http://localhost:" + http2.port() + "/")
					.retrieve()
					.bodyToMono(String.class)
					.block(LONG)).isEqualTo("HTTP/2.0");
			}
			assertThat(row(this.pools).counters().getOpened()).isOne();
			this.customizer.close();
			Awaitility.await().atMost(LONG).until(() -> closed(this.pools, CloseReason.SHUTDOWN) == 1);
		}
		finally {
			http2.disposeNow();
		}
	}

	private int maxConnections(KeepAlivePolicy policy) {
		GovernedConnectionProvider provider = new GovernedConnectionProvider(policy, this.pools, this.clock);
		provider.dispose();
		return provider.maxConnections();
	}

	private ReactorKeepAliveCustomizer customizer(KeepAlivePolicy policy, IdleClock ticks) {
		return new ReactorKeepAliveCustomizer(policy, this.pools, ticks, (provider) -> false);
	}

	private void get(ReactorKeepAliveCustomizer owner, FaultServer target) {
		ReactorRestClientKeepAliveTests.client(owner).get().uri(target.url("/")).retrieve().toBodilessEntity();
	}

	private static PoolSnapshot row(PoolRegistry registry) {
		return registry.views().get(0).snapshot().get(0);
	}

	private static long closed(PoolRegistry registry, CloseReason reason) {
		return row(registry).counters().getClosed(reason);
	}

	private static Set<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			// The shared schedulers and event loops of Reactor, and those of the test.
			.filter((name) -> !name.matches("(parallel|boundedElastic|reactor-http|fault|awaitility|ForkJoin).*"))
			.collect(Collectors.toSet());
	}

}
