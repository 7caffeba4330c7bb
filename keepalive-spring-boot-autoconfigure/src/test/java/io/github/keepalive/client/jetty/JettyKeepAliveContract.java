package io.github.keepalive.client.jetty;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import io.github.keepalive.connection.Attempt;
import io.github.keepalive.connection.CloseReason;
import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.connection.PoolView.PoolSnapshot;
import io.github.keepalive.connection.RouteCounters;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.Pools;
import io.github.keepalive.testsupport.RestartGate;
import org.awaitility.Awaitility;
import org.eclipse.jetty.client.HttpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * What must hold on Jetty's client, blocking and reactive.
 */
abstract class JettyKeepAliveContract {

	private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);

	private final MovableClock clock = new MovableClock();

	private final PoolRegistry pools = new PoolRegistry();

	private final AtomicReference<@Nullable HttpClient> httpClient = new AtomicReference<>();

	private FaultServer server;

	private RestartGate gate;

	private String url;

	@BeforeEach
	void startServer() {
		start(FaultServer.start());
	}

	private void start(FaultServer started) {
		this.server = started;
		this.url = started.url("/");
		this.gate = new RestartGate(started.port());
	}

	@AfterEach
	void stop() throws Exception {
		HttpClient built = this.httpClient.get();
		if (built != null) {
			built.stop();
		}
		stopServer();
	}

	private void stopServer() {
		this.gate.close();
		this.server.close();
	}

	abstract TestClient client(JettyKeepAliveCustomizer customizer, AtomicReference<@Nullable HttpClient> httpClient,
			boolean tls);

	@Test
	void reusesConnectionWithinIdleTime() {
		TestClient client = client(Policies.idle(Duration.ofSeconds(30)));
		get(client);
		this.clock.advance(Duration.ofSeconds(20));
		get(client);
		assertThat(this.server.connectionsOpened()).isEqualTo(1);
		assertThat(counters().getReused()).isEqualTo(1);
	}

	@Test
	void doesNotReuseConnectionAfterIdleTime() {
		TestClient client = client(Policies.idle(Duration.ofSeconds(5)));
		get(client);
		this.clock.advance(Duration.ofSeconds(5));
		get(client);
		assertThat(this.server.connectionsOpened()).isEqualTo(2);
		assertClosedOnce(CloseReason.IDLE);
	}

	@Test
	void doesNotReuseConnectionBeyondLifetime() {
		TestClient client = client(Policies.lifetime(Duration.ofSeconds(40)));
		get(client);
		this.clock.advance(Duration.ofSeconds(25));
		get(client);
		this.clock.advance(Duration.ofSeconds(25));
		get(client);
		assertThat(this.server.connectionsOpened()).isEqualTo(2);
		assertClosedOnce(CloseReason.LIFETIME);
	}

	@Test
	void doesNotPoolConnectionOfSlowlyReadBody() {
		this.server.behaviour(Behaviour.ok(2_000_000));
		TestClient client = client(Policies.idle(Duration.ofSeconds(30)));
		client.getReadingSlowly(this.url, () -> this.clock.advance(Policies.MARGIN.plusMillis(500)));
		get(client);
		assertThat(this.server.connectionsOpened()).isEqualTo(2);
		assertClosedOnce(CloseReason.SLOW_BODY);
	}

	@Test
	void closesIdleConnectionWithoutTraffic() {
		TestClient client = client(Policies.idle(Duration.ofMillis(600)));
		get(client);
		await(() -> this.server.connectionsOpen() == 0);
		assertClosedOnce(CloseReason.IDLE);
	}

	@Test
	void closesIdleConnectionWithoutTrafficAfterReuse() {
		this.server.behaviour(Behaviour.delayed(Duration.ofMillis(900)));
		TestClient client = client(Policies.idle(Duration.ofMillis(600)));
		get(client);
		// On a machine that stands still the idle time may be over before the reuse.
		await(() -> {
			get(client);
			return counters().getReused() > 0;
		});
		await(() -> this.server.connectionsOpen() == 0);
		await(() -> counters().getClosed(CloseReason.IDLE) == counters().getOpened());
		assertThat(total(counters())).isEqualTo(counters().getOpened());
	}

	@Test
	void responseThatTakesLongerThanIdleTimeArrives() {
		this.server.behaviour(Behaviour.delayed(Duration.ofMillis(1500)));
		assertThat(client(Policies.idle(Duration.ofMillis(500))).get(this.url)).hasSize(2);
	}

	@Test
	void bodyThatPausesLongerThanIdleTimeArrives() {
		this.server.behaviour(Behaviour.trickle(20, Duration.ofMillis(250)));
		assertThat(client(Policies.idle(Duration.ofMillis(200))).get(this.url)).hasSize(20);
	}

	@Test
	void uploadThatPausesLongerThanIdleTimeArrives() {
		TestClient client = client(Policies.idle(Duration.ofMillis(500)));
		client.upload(this.url, () -> sleep(1200));
		assertThat(this.server.exchanges()).singleElement().satisfies((exchange) -> {
			assertThat(exchange.executed()).isTrue();
			assertThat(exchange.bodyBytes()).isEqualTo(8);
		});
	}

	@Test
	void requestHeadDoesNotWaitForTheBody() throws Exception {
		try (HeadWatch watch = new HeadWatch()) {
			client(Policies.idle(Duration.ofSeconds(30))).upload(watch.url(), watch::awaitHead);
			assertThat(watch.headCameFirst()).isTrue();
		}
	}

	@Test
	void peersHintShortensIdleTime() {
		this.server.behaviour(Behaviour.status(200, "Keep-Alive: timeout=20, max=100"));
		TestClient client = client(Policies.idle(Duration.ofSeconds(30)));
		get(client);
		this.clock.advance(Duration.ofSeconds(12));
		get(client);
		assertThat(this.server.connectionsOpened()).isEqualTo(1);
		// A second is the margin.
		this.clock.advance(Duration.ofSeconds(19));
		get(client);
		assertThat(this.server.connectionsOpened()).isEqualTo(2);
	}

	@Test
	void connectionIsNotPooledWhenHintLeavesNothing() {
		this.server.behaviour(Behaviour.status(200, "Keep-Alive: timeout=0"));
		TestClient client = client(Policies.idle(Duration.ofSeconds(30)));
		get(client);
		get(client);
		assertThat(this.server.connectionsOpened()).isEqualTo(2);
	}

	@Test
	void tellsFactsOfFreshAndReusedConnection() {
		TestClient client = client(Policies.idle(Duration.ofSeconds(30)));
		Attempt fresh = Attempt.first();
		get(client, fresh);
		assertThat(fresh.facts().reused()).isFalse();
		assertThat(fresh.facts().written()).isTrue();
		assertThat(fresh.facts().responseByte()).isTrue();
		assertThat(fresh.facts().authority()).isEqualTo("localhost:" + this.server.port());
		this.clock.advance(Duration.ofSeconds(7));
		Attempt reused = Attempt.first();
		get(client, reused);
		assertThat(reused.facts().reused()).isTrue();
		assertThat(reused.facts().served()).isEqualTo(1);
		assertThat(reused.facts().idle()).isGreaterThanOrEqualTo(Duration.ofSeconds(7));
	}

	@Test
	void lossWithoutResponseByteIsTold() {
		assertLoss(Behaviour.finAfterRequest(), false);
	}

	@Test
	void resetWithoutResponseByteIsTold() {
		assertLoss(Behaviour.resetAfterRequest(), false);
	}

	@Test
	void lossWithinStatusLineIsTold() {
		assertLoss(Behaviour.partialHead(), true);
	}

	private void assertLoss(Behaviour loss, boolean responseByte) {
		this.server.enqueue(Behaviour.ok(), loss);
		TestClient client = client(Policies.idle(Duration.ofSeconds(30)));
		get(client);
		Attempt lost = Attempt.first();
		assertThatException().isThrownBy(() -> client.get(this.url, lost));
		assertThat(lost.facts().reused()).isTrue();
		assertThat(lost.facts().written()).isTrue();
		assertThat(lost.facts().responseByte()).isEqualTo(responseByte);
		assertClosedOnce(responseByte ? CloseReason.EXCHANGE : CloseReason.STALE);
		assertThat(this.server.exchanges()).hasSize(2);
	}

	@Test
	void neighboursOfLostConnectionAreRetired() {
		this.server.enqueue(Behaviour.ok(), Behaviour.ok(), Behaviour.finAfterRequest());
		TestClient client = client(Policies.idle(Duration.ofSeconds(30)));
		this.url = this.gate.url("/");
		this.gate.gather(2);
		CompletableFuture<?> other = CompletableFuture.runAsync(() -> client.get(this.url));
		client.get(this.url);
		other.join();
		Pools.awaitUnused(this.pools);
		// Jetty may open one more than it turns out to need.
		int opened = this.server.connectionsOpened();
		assertThat(opened).isGreaterThan(1);
		this.clock.advance(Duration.ofSeconds(2));
		Attempt lost = Attempt.first();
		assertThatException().isThrownBy(() -> client.get(this.url, lost));
		lost.connectionLost();
		Attempt repeat = Attempt.repeat(this.clock.now());
		get(client, repeat);
		assertThat(repeat.facts().reused()).isFalse();
		assertThat(this.server.connectionsOpened()).isEqualTo(opened + 1);
		assertThat(counters().getClosed(CloseReason.RETIRED)).isEqualTo(opened - 1);
	}

	@Test
	void repeatGoesToFreshConnection() {
		TestClient client = client(Policies.idle(Duration.ofSeconds(30)));
		get(client);
		client.get(this.url, Attempt.repeat(this.clock.now()));
		assertThat(this.server.connectionsOpened()).isEqualTo(2);
	}

	@Test
	void closeByPeerIsCountedOnce() {
		TestClient client = client(Policies.idle(Duration.ofSeconds(30)));
		get(client);
		this.server.finIdle();
		assertClosedOnce(CloseReason.PEER);
		get(client);
		assertThat(this.server.connectionsOpened()).isEqualTo(2);
		assertThat(total(counters())).isEqualTo(1);
	}

	@Test
	void unsolicitedBytesAreNotTakenForAResponse() {
		TestClient client = client(Policies.idle(Duration.ofSeconds(30)));
		get(client);
		// Not before the connection is idle: what Jetty (12.1.10) reads together with the
		// end of a response it drops without a word.
		assertThat(this.server.writeIdle("HTTP/1.1 2")).isOne();
		// Half a head is noticed by nobody, so nothing says when it has been read.
		sleep(1000);
		get(client);
		assertThat(this.server.connectionsOpened()).isEqualTo(2);
		assertClosedOnce(CloseReason.UNSOLICITED);
	}

	@Test
	void governsTls() {
		stopServer();
		start(FaultServer.startTls());
		TestClient client = client(customizer(Policies.idle(Duration.ofSeconds(5))), this.httpClient, true);
		get(client);
		get(client);
		assertThat(this.server.connectionsOpened()).isEqualTo(1);
		this.clock.advance(Duration.ofSeconds(6));
		get(client);
		assertThat(this.server.connectionsOpened()).isEqualTo(2);
		this.server.finIdle();
		await(() -> counters().getClosed(CloseReason.PEER) == 1);
		this.server.enqueue(Behaviour.ok(), Behaviour.finAfterRequest());
		get(client);
		Attempt lost = Attempt.first();
		assertThatException().isThrownBy(() -> client.get(this.url, lost));
		assertThat(lost.facts().reused()).isTrue();
		assertThat(lost.facts().responseByte()).isFalse();
		await(() -> counters().getClosed(CloseReason.STALE) == 1);
	}

	@Test
	void closesIdleTlsConnectionWithoutTraffic() {
		stopServer();
		start(FaultServer.startTls());
		this.server.behaviour(Behaviour.delayed(Duration.ofMillis(900)));
		TestClient client = client(customizer(Policies.idle(Duration.ofMillis(600))), this.httpClient, true);
		get(client);
		await(() -> this.server.connectionsOpen() == 0);
		assertClosedOnce(CloseReason.IDLE);
	}

	@Test
	void countsEveryConnectionOnceUnderLoad() throws Exception {
		this.server.onReused(Behaviour.ok());
		TestClient client = client(Policies.idle(Duration.ofSeconds(30)));
		CompletableFuture<?>[] users = new CompletableFuture<?>[8];
		for (int user = 0; user < users.length; user++) {
			users[user] = CompletableFuture.runAsync(() -> {
				for (int i = 0; i < 40; i++) {
					client.get(this.url);
					if (i % 10 == 0) {
						this.clock.advance(Duration.ofSeconds(31));
					}
				}
			});
		}
		CompletableFuture.allOf(users).join();
		assertThat(this.server.exchanges()).hasSize(320);
		RouteCounters counters = counters();
		await(() -> counters.getOpened() - total(counters) == this.server.connectionsOpen());
		httpClient().stop();
		await(() -> counters.getOpened() == total(counters));
	}

	private TestClient client(KeepAlivePolicy policy) {
		return client(customizer(policy), this.httpClient, false);
	}

	private void get(TestClient client) {
		get(client, Attempt.first());
	}

	private void get(TestClient client, Attempt attempt) {
		client.get(this.url, attempt);
		// Jetty gives a connection back after the caller has seen the end of the body.
		Pools.awaitUnused(this.pools);
	}

	private JettyKeepAliveCustomizer customizer(KeepAlivePolicy policy) {
		return new JettyKeepAliveCustomizer(policy, this.pools, this.clock);
	}

	private HttpClient httpClient() {
		HttpClient built = this.httpClient.get();
		assertThat(built).isNotNull();
		return built;
	}

	private RouteCounters counters() {
		RouteCounters counters = row().counters();
		assertThat(counters).isNotNull();
		return counters;
	}

	private PoolSnapshot row() {
		return this.pools.views().get(0).snapshot().get(0);
	}

	private void assertClosedOnce(CloseReason reason) {
		await(() -> counters().getClosed(reason) == 1);
		assertThat(total(counters())).isEqualTo(1);
	}

	private static long total(RouteCounters counters) {
		long total = 0;
		for (CloseReason reason : CloseReason.values()) {
			total += counters.getClosed(reason);
		}
		return total;
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(LONG_ENOUGH).pollInterval(Duration.ofMillis(20)).until(condition);
	}

	private static void sleep(long millis) {
		Awaitility.await().pollDelay(Duration.ofMillis(millis)).until(() -> true);
	}

	/**
	 * A client under test.
	 */
	interface TestClient {

		default String get(String url) {
			return get(url, Attempt.first());
		}

		String get(String url, Attempt attempt);

		/**
		 * Reads a part of the body, pauses, reads the rest.
		 */
		void getReadingSlowly(String url, Runnable pause);

		/**
		 * Posts eight bytes, with a pause before the first.
		 */
		void upload(String url, Runnable pause);

	}

}
