package io.github.keepalive.client.reactor;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import io.github.keepalive.connection.Attempt;
import io.github.keepalive.connection.CloseReason;
import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.connection.PoolView.PoolSnapshot;
import io.github.keepalive.fault.AttemptFacts;
import io.github.keepalive.fault.FaultClassifier;
import io.github.keepalive.fault.FaultKind;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.Exchange;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.Pools;
import io.github.keepalive.testsupport.RestartGate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What the policy does on Reactor Netty, whoever uses it.
 */
abstract class AbstractReactorKeepAliveTests {

	static final Duration LONG = Duration.ofSeconds(20);

	final ShiftedClock clock = new ShiftedClock();

	final PoolRegistry pools = new PoolRegistry();

	final ReactorKeepAliveCustomizer customizer = new ReactorKeepAliveCustomizer(Policies.stated(), this.pools,
			this.clock, (provider) -> false);

	FaultServer server;

	String url;

	private RestartGate gate;

	@BeforeEach
	void startServer() {
		this.server = FaultServer.start();
		this.url = this.server.url("/");
		this.gate = new RestartGate(this.server.port());
	}

	@AfterEach
	void stop() {
		this.customizer.close();
		this.gate.close();
		this.server.close();
	}

	abstract String send(String method, String url, @Nullable Attempt attempt);

	abstract void readSlowly(String url, Runnable midway);

	abstract String upload(String url, Runnable midway, Attempt attempt);

	@Test
	void reusesWithinTheIdleTime() {
		get();
		this.clock.advance(Policies.IDLE.minusSeconds(5));
		get();
		assertThat(this.server.connectionsOpened()).isOne();
		assertThat(row().counters().getReused()).isOne();
	}

	@Test
	void doesNotReuseAfterTheIdleTime() {
		get();
		this.clock.advance(Policies.IDLE);
		get();
		assertThat(this.server.connectionsOpened()).isEqualTo(2);
		awaitClosed(CloseReason.IDLE, 1);
	}

	@Test
	void doesNotReuseAfterTheLifetime() {
		get();
		for (int i = 0; i < 12; i++) {
			this.clock.advance(Duration.ofSeconds(45));
			get();
		}
		assertThat(this.server.connectionsOpened()).isEqualTo(2);
		awaitClosed(CloseReason.LIFETIME, 1);
	}

	@Test
	void doesNotPoolAfterABodyReadSlowly() {
		this.server.enqueue(Behaviour.trickle(300 * 1024, Duration.ofMillis(30)));
		readSlowly(this.url, () -> this.clock.advance(Policies.MARGIN.plusSeconds(1)));
		awaitClosed(CloseReason.SLOW_BODY, 1);
		get();
		assertThat(this.server.connectionsOpened()).isEqualTo(2);
	}

	@Test
	void countsIdleTimeFromTheResponseHead() {
		this.server.enqueue(Behaviour.trickle(300 * 1024, Duration.ofMillis(30)));
		// Room for a slow machine: the margin is not used up yet.
		readSlowly(this.url, () -> this.clock.advance(Policies.MARGIN.dividedBy(2)));
		awaitIdle(1);
		this.clock.advance(Policies.IDLE.minus(Policies.MARGIN.dividedBy(2)));
		get();
		assertThat(this.server.connectionsOpened()).isEqualTo(2);
	}

	@Test
	void countsTheCloseOfAnIdleConnectionByThePeer() {
		get();
		this.server.finIdle();
		awaitClosed(CloseReason.PEER, 1);
		get();
		assertThat(this.server.connectionsOpened()).isEqualTo(2);
	}

	@Test
	void closesConnectionsOnWhichBytesArriveUnasked() {
		get();
		assertThat(this.server.writeIdle("HTTP/1.1 408 Late\r\n\r\n")).isOne();
		awaitClosed(CloseReason.UNSOLICITED, 1);
		get();
		assertThat(this.server.connectionsOpened()).isEqualTo(2);
	}

	@Test
	void leasesTheConnectionReleasedLast() {
		openAtOnce(3);
		for (int i = 0; i < 3; i++) {
			get();
		}
		List<Exchange> exchanges = this.server.exchanges();
		assertThat(exchanges.subList(3, 6)).extracting(Exchange::connection)
			.containsOnly(exchanges.get(3).connection());
		assertThat(this.server.connectionsOpened()).isEqualTo(3);
	}

	@Test
	void responseSlowerThanTheIdleTimeArrives() {
		get();
		this.server.enqueue(Behaviour.delayed(Duration.ofMillis(600)));
		CompletableFuture<String> slow = CompletableFuture.supplyAsync(this::get);
		// On a machine that stands still it may be over already.
		Awaitility.await().atMost(LONG).until(() -> row().active() == 1 || slow.isDone());
		this.clock.advance(Policies.IDLE.multipliedBy(3));
		assertThat(slow.join()).isEqualTo("kk");
	}

	@Test
	void pausedUploadArrives() {
		get();
		Attempt attempt = Attempt.first();
		String response = upload(this.url, () -> {
			// The head goes out first, so that the peer's idle clock is stopped.
			Awaitility.await().atMost(LONG).until(() -> Boolean.TRUE.equals(attempt.facts().written()));
			this.clock.advance(Policies.IDLE.multipliedBy(3));
		}, attempt);
		assertThat(response).isEqualTo("kk");
		assertThat(this.server.exchanges().get(1).bodyBytes()).isEqualTo(2000);
		assertThat(attempt.facts().reused()).isTrue();
	}

	@Test
	void factsOfAFreshAndOfAReusedConnection() {
		Attempt first = Attempt.first();
		send("GET", this.url, first);
		awaitIdle(1);
		this.clock.advance(Duration.ofSeconds(7));
		Attempt second = Attempt.first();
		send("GET", this.url, second);
		assertThat(first.facts()).returns(false, AttemptFacts::reused)
			.returns(0, AttemptFacts::served)
			.returns(true, AttemptFacts::written)
			.returns(true, AttemptFacts::responseByte)
			.returns("localhost:" + this.server.port(), AttemptFacts::authority);
		assertThat(second.facts()).returns(true, AttemptFacts::reused).returns(1, AttemptFacts::served);
		assertThat(second.facts().idle()).isBetween(Duration.ofSeconds(7), Duration.ofSeconds(30));
	}

	@Test
	void factsOfAConnectionClosedUnderTheRequest() {
		get();
		this.server.enqueue(Behaviour.finAfterRequest());
		Attempt attempt = Attempt.first();
		Throwable failure = catchThrowable(() -> send("POST", this.url, attempt));
		assertThat(classify(failure)).isEqualTo(FaultKind.CLOSED);
		assertThat(attempt.facts()).returns(true, AttemptFacts::reused)
			.returns(true, AttemptFacts::written)
			.returns(false, AttemptFacts::responseByte);
		awaitClosed(CloseReason.STALE, 1);
		assertThat(this.server.exchanges()).hasSize(2);
	}

	@Test
	void factsOfAConnectionResetUnderTheRequest() {
		get();
		this.server.enqueue(Behaviour.resetAfterRequest());
		Attempt attempt = Attempt.first();
		Throwable failure = catchThrowable(() -> send("POST", this.url, attempt));
		assertThat(classify(failure)).isIn(FaultKind.RESET, FaultKind.CLOSED);
		assertThat(attempt.facts()).returns(true, AttemptFacts::written).returns(false, AttemptFacts::responseByte);
		assertThat(this.server.exchanges()).hasSize(2);
	}

	@Test
	void halfAStatusLineIsAResponseByte() {
		get();
		this.server.enqueue(Behaviour.partialHead());
		Attempt attempt = Attempt.first();
		Throwable failure = catchThrowable(() -> send("GET", this.url, attempt));
		assertThat(classify(failure)).isEqualTo(FaultKind.CLOSED);
		assertThat(attempt.facts().responseByte()).isTrue();
	}

	@Test
	void retiresNeighboursOfADeadConnection() {
		openAtOnce(3);
		// Heads arrive in another order than connections are released; now one is the
		// youngest by both, and the next to be leased.
		get();
		this.server.enqueue(Behaviour.finAfterRequest());
		Attempt attempt = Attempt.first();
		assertThat(catchThrowable(() -> send("GET", this.url, attempt))).isNotNull();
		attempt.connectionLost();
		get();
		assertThat(this.server.connectionsOpened()).isEqualTo(4);
		awaitClosed(CloseReason.RETIRED, 2);
	}

	@Test
	void repeatGoesOutOnAFreshConnection() {
		openAtOnce(2);
		Attempt repeat = Attempt.repeat(this.clock.now());
		send("GET", this.url, repeat);
		assertThat(this.server.connectionsOpened()).isEqualTo(3);
		assertThat(repeat.facts().reused()).isFalse();
	}

	@Test
	void repeatMayUseAConnectionThatCompletedAnExchangeSince() {
		Attempt repeat = Attempt.repeat(this.clock.now());
		get();
		send("GET", this.url, repeat);
		assertThat(this.server.connectionsOpened()).isOne();
	}

	@Test
	void hintOfThePeerShortensTheIdleTime() {
		this.server.enqueue(Behaviour.status(200, "Keep-Alive: timeout=12, max=100"));
		get();
		this.clock.advance(Duration.ofSeconds(11));
		get();
		assertThat(this.server.connectionsOpened()).isEqualTo(2);
	}

	@Test
	void peerThatKeepsNothingIsNotPooled() {
		this.server.enqueue(Behaviour.status(200, "Keep-Alive: timeout=0"));
		get();
		awaitClosed(CloseReason.IDLE, 1);
	}

	@Test
	void announcedCloseIsNoFault() {
		this.server.enqueue(Behaviour.status(200, "Connection: close").thenClose());
		get();
		awaitClosed(CloseReason.EXCHANGE, 1);
	}

	@Test
	void overTls() {
		try (FaultServer tls = FaultServer.startTls()) {
			Attempt attempt = Attempt.first();
			send("GET", tls.url("/"), null);
			awaitIdle(1);
			send("GET", tls.url("/"), attempt);
			assertThat(tls.connectionsOpened()).isOne();
			assertThat(attempt.facts()).returns(true, AttemptFacts::reused).returns(true, AttemptFacts::responseByte);
			awaitIdle(1);
			tls.finIdle();
			awaitClosed(CloseReason.PEER, 1);
			send("GET", tls.url("/"), null);
			this.clock.advance(Policies.IDLE);
			send("GET", tls.url("/"), null);
			assertThat(tls.connectionsOpened()).isEqualTo(3);
		}
	}

	String get() {
		String body = send("GET", this.url, null);
		Pools.awaitUnused(this.pools);
		return body;
	}

	void openAtOnce(int connections) {
		ExecutorService users = Executors.newFixedThreadPool(connections);
		try {
			this.url = this.gate.url("/");
			this.gate.gather(connections);
			IntStream.range(0, connections)
				.mapToObj((i) -> CompletableFuture.supplyAsync(() -> send("GET", this.url, null), users))
				.toList()
				.forEach(CompletableFuture::join);
			awaitIdle(connections);
			assertThat(this.server.connectionsOpened()).isEqualTo(connections);
		}
		finally {
			users.shutdown();
		}
	}

	FaultKind classify(Throwable failure) {
		return new FaultClassifier(List.of(new ReactorFaultTranslator())).classify(failure);
	}

	PoolSnapshot row() {
		return this.pools.views().get(0).snapshot().get(0);
	}

	void awaitIdle(int idle) {
		Pools.awaitIdle(this.pools, idle);
	}

	void awaitClosed(CloseReason reason, long count) {
		Awaitility.await()
			.atMost(LONG)
			.untilAsserted(() -> assertThat(row().counters().getClosed(reason)).as(() -> reason + " of " + closed())
				.isEqualTo(count));
	}

	private String closed() {
		StringBuilder all = new StringBuilder();
		for (CloseReason reason : CloseReason.values()) {
			all.append(reason).append('=').append(row().counters().getClosed(reason)).append(' ');
		}
		return all.toString();
	}

}
