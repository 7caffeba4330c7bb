package io.github.keepalive.client.apache;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.keepalive.connection.CloseReason;
import io.github.keepalive.connection.ConnectionLife;
import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.connection.PoolView.PoolSnapshot;
import io.github.keepalive.connection.RouteCounters;
import io.github.keepalive.policy.ClientSettings;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.PeerClose;
import io.github.keepalive.testsupport.Windows;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.http.HttpMethod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What both clients of Apache HttpClient 5 have to do with their connections, over real
 * sockets.
 */
abstract class AbstractApacheKeepAliveTests extends AbstractApacheFactsTests {

	@Test
	void connectionIsReusedWithinIdleTime() {
		Caller caller = caller(policy((ClientSettings) null), this.clock);
		String first = caller.get(this.server.url("/"));
		this.clock.advance(Duration.ofSeconds(49));
		assertThat(caller.get(this.server.url("/"))).isEqualTo(first);
		assertThat(counters().getOpened()).isEqualTo(1);
		assertThat(counters().getReused()).isEqualTo(1);
	}

	@Test
	void connectionIsNotReusedAfterIdleTime() {
		Caller caller = caller(policy((ClientSettings) null), this.clock);
		String first = caller.get(this.server.url("/"));
		this.clock.advance(Duration.ofSeconds(50));
		assertThat(caller.get(this.server.url("/"))).isNotEqualTo(first);
		assertClosed(CloseReason.IDLE);
	}

	@Test
	void connectionIsNotReusedAfterLifetime() {
		Caller caller = caller(policy((ClientSettings) null), this.clock);
		String first = caller.get(this.server.url("/"));
		for (int i = 0; i < 14; i++) {
			this.clock.advance(Duration.ofSeconds(40));
			caller.get(this.server.url("/"));
		}
		assertThat(caller.get(this.server.url("/"))).isNotEqualTo(first);
		assertClosed(CloseReason.LIFETIME);
		assertThat(counters().getOpened()).isEqualTo(2);
	}

	@Test
	void connectionWhoseBodyWasReadSlowlyIsNotPooled() {
		KeepAlivePolicy policy = policy(
				new ClientSettings("keepalive.client", null, Duration.ofMillis(200), null, null, null, null, true));
		Caller caller = caller(policy, IdleClock.SYSTEM);
		this.server.enqueue(Behaviour.trickle(100, Duration.ofMillis(50)));
		String first = caller.get(this.server.url("/"));
		// On a machine that stands still the next one may be read slowly, too.
		assertClosed(CloseReason.SLOW_BODY);
		assertThat(caller.get(this.server.url("/"))).isNotEqualTo(first);
	}

	@Test
	void hintShortensIdleTimeAndZeroForbidsReuse() {
		Caller caller = caller(policy((ClientSettings) null), this.clock);
		this.server.behaviour(Behaviour.status(200, "Keep-Alive: timeout=6"));
		String first = caller.get(this.server.url("/"));
		this.clock.advance(Duration.ofMillis(4900));
		assertThat(caller.get(this.server.url("/"))).isEqualTo(first);
		this.clock.advance(Duration.ofMillis(5100));
		this.server.behaviour(Behaviour.status(200, "Keep-Alive: timeout=0"));
		String second = caller.get(this.server.url("/"));
		assertThat(second).isNotEqualTo(first);
		assertThat(caller.get(this.server.url("/"))).isNotEqualTo(second);
	}

	@Test
	void hintNeverLengthensAndCanBeIgnored() {
		KeepAlivePolicy policy = policy(
				new ClientSettings("keepalive.client", null, null, null, null, null, null, false));
		Caller caller = caller(policy, this.clock);
		this.server.behaviour(Behaviour.status(200, "Keep-Alive: timeout=0"));
		String first = caller.get(this.server.url("/"));
		this.server.behaviour(Behaviour.status(200, "Keep-Alive: timeout=600"));
		assertThat(caller.get(this.server.url("/"))).isEqualTo(first);
		this.clock.advance(Duration.ofSeconds(50));
		assertThat(caller.get(this.server.url("/"))).isNotEqualTo(first);
	}

	@Test
	void unsolicitedResponseNeverReachesNextCaller() {
		unsolicited("HTTP/1.1 200 Stray\r\nContent-Length: 5\r\nX-Connection: stray\r\n\r\nstray");
	}

	@Test
	void halfAnUnsolicitedResponseNeverReachesNextCaller() {
		unsolicited("HTTP/1.1 200 Stray\r\nX-Connection: stray\r\nX-Half: ");
	}

	@Test
	void unsolicitedResponseOverTlsNeverReachesNextCaller() {
		this.server.close();
		this.server = FaultServer.startTls();
		unsolicited("HTTP/1.1 200 Stray\r\nContent-Length: 5\r\nX-Connection: stray\r\n\r\nstray");
	}

	private void unsolicited(String bytes) {
		Caller caller = caller(policy((ClientSettings) null), this.clock);
		String first = caller.get(this.server.url("/"));
		// The async client may give the connection back after the caller has its answer.
		Awaitility.await().atMost(PATIENCE).until(() -> row().idle() == 1);
		assertThat(this.server.writeIdle(bytes)).isOne();
		this.clock.advance(Duration.ofMillis(200));
		assertThat(caller.get(this.server.url("/"))).isNotEqualTo("stray").isNotEqualTo(first);
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> counters().getClosed(CloseReason.UNSOLICITED) + counters().getClosed(CloseReason.PEER) == 1);
	}

	@Test
	void responseRightBehindAnotherNeverReachesNextCaller() {
		Caller caller = caller(policy((ClientSettings) null), this.clock);
		this.server.enqueue(Behaviour.unsolicitedAfter(Duration.ZERO,
				"HTTP/1.1 200 Stray\r\nContent-Length: 2\r\nX-Connection: stray\r\n\r\nkk"));
		String first = caller.get(this.server.url("/"));
		assertThat(caller.get(this.server.url("/"))).isNotEqualTo("stray").isNotEqualTo(first);
	}

	@Test
	void halfAResponseRightBehindAnotherNeverReachesNextCaller() {
		Caller caller = caller(policy((ClientSettings) null), this.clock);
		this.server.enqueue(
				Behaviour.unsolicitedAfter(Duration.ZERO, "HTTP/1.1 200 Stray\r\nX-Connection: stray\r\nX-Half: "));
		String first = caller.get(this.server.url("/"));
		this.clock.advance(Duration.ofMillis(200));
		assertThat(caller.get(this.server.url("/"))).isNotEqualTo("stray").isNotEqualTo(first);
	}

	@Test
	void bytesBehindAResponseWithoutBodyNeverReachNextCaller() {
		Caller caller = caller(policy((ClientSettings) null), this.clock);
		this.server.enqueue(Behaviour.status(304, "X-Empty:", "X-Padded:   a  b "), Behaviour.status(304));
		String first = caller.get(this.server.url("/"));
		assertThat(caller.get(this.server.url("/"))).isEqualTo(first);
		this.server.enqueue(Behaviour.unsolicitedAfter(Duration.ZERO, "<html>"));
		assertThat(caller.get(this.server.url("/"))).isEqualTo(first);
		assertThat(caller.get(this.server.url("/"))).isNotEqualTo(first);
		assertClosed(CloseReason.UNSOLICITED);
	}

	@Test
	void connectionIsReusedAfterARedirectOnIt() {
		Caller caller = caller(policy((ClientSettings) null), this.clock);
		this.server.enqueue(Behaviour.status(302, "Location: " + this.server.url("/next")));
		String first = caller.get(this.server.url("/"));
		assertThat(caller.get(this.server.url("/"))).isEqualTo(first);
		assertThat(this.server.exchanges()).hasSize(3);
		assertThat(counters().getOpened()).isEqualTo(1);
	}

	@Test
	void connectionClosedByPeerWhileIdleIsNotUsed() {
		Caller caller = caller(policy((ClientSettings) null), this.clock);
		String first = caller.get(this.server.url("/"));
		this.server.finIdle();
		Awaitility.await().atMost(PATIENCE).until(() -> this.server.connectionsOpen() == 0);
		this.clock.advance(Duration.ofMillis(200));
		assertThat(caller.send(HttpMethod.POST, this.server.url("/"), "body", null)).isNotEqualTo(first);
		assertClosed(CloseReason.PEER);
	}

	@ParameterizedTest
	@EnumSource(PeerClose.class)
	void closeOfThePeerIsSeenWithItsManner(PeerClose way) {
		this.server.close();
		this.server = way.server();
		caller(policy((ClientSettings) null), IdleClock.SYSTEM).get(this.server.url("/"));
		ConnectionLife life = lives().iterator().next();
		assertThat(life.remote()).isInstanceOfSatisfying(InetSocketAddress.class,
				(remote) -> assertThat(remote.getPort()).isEqualTo(this.server.port()));
		Awaitility.await().atMost(PATIENCE).until(() -> row().idle() == 1);
		way.end(this.server);
		// Without a snapshot, which looks for itself.
		Awaitility.await().atMost(PATIENCE).until(() -> life.closeReason() != null);
		assertThat(life.closeReason()).isEqualTo(CloseReason.PEER);
		assertSeen(life, way);
		assertThat(counters().getClosed(CloseReason.PEER)).isEqualTo(1);
		assertThat(row().idle()).isZero();
	}

	@Test
	void windowThatBecomesKnownHoldsAtOnce() {
		Caller caller = caller(Windows.enforced(policy((ClientSettings) null)), this.clock);
		String first = caller.get(this.server.url("/"));
		Windows.probed(this.pools, this.server, Duration.ofSeconds(6), this.clock);
		this.clock.advance(Duration.ofSeconds(3));
		assertThat(caller.get(this.server.url("/"))).isEqualTo(first);
		this.clock.advance(Duration.ofSeconds(5));
		assertThat(caller.get(this.server.url("/"))).isNotEqualTo(first);
		assertThat(counters().getClosed(CloseReason.IDLE)).isEqualTo(1);
	}

	abstract void assertSeen(ConnectionLife life, PeerClose way);

	List<ConnectionLife> lives() {
		ApachePoolView view = (ApachePoolView) this.pools.views().get(0);
		return view.tracker().open().stream().map(TrackedConnection::life).toList();
	}

	@Test
	void postIsSentOnceOn503() {
		Caller caller = caller(policy((ClientSettings) null), this.clock);
		this.server.behaviour(Behaviour.status(503, "Retry-After: 1"));
		assertThat(catchThrowable(() -> caller.send(HttpMethod.POST, this.server.url("/"), "body", null))).isNotNull();
		assertThat(this.server.exchanges()).hasSize(1);
	}

	@Test
	void getIsSentOnceWhenConnectionIsLost() {
		Caller caller = caller(policy((ClientSettings) null), this.clock);
		caller.get(this.server.url("/"));
		this.server.onReused(Behaviour.finAfterRequest());
		assertThat(catchThrowable(() -> caller.get(this.server.url("/")))).isNotNull();
		assertThat(this.server.exchanges()).hasSize(2);
		assertClosed(CloseReason.STALE);
	}

	@Test
	void responseThatTakesLongerThanIdleTimeArrives() {
		Caller caller = caller(policy(Duration.ofMillis(500)), IdleClock.SYSTEM);
		this.server.behaviour(Behaviour.delayed(Duration.ofMillis(1200)));
		assertThat(caller.get(this.server.url("/"))).isNotNull();
	}

	@Test
	void headOfPausedUploadIsOnTheWireAtOnceAndUploadArrives() throws Exception {
		try (UploadServer uploads = new UploadServer()) {
			Caller caller = caller(policy((ClientSettings) null), this.clock);
			CountDownLatch go = new CountDownLatch(1);
			CompletableFuture<@Nullable String> answer = CompletableFuture
				.supplyAsync(() -> caller.upload(uploads.url(), go));
			assertThat(uploads.head.get(20, TimeUnit.SECONDS)).startsWith("POST");
			go.countDown();
			assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("upload");
		}
	}

	@Test
	void idleConnectionsAreClosedWithoutTraffic() {
		Caller caller = caller(policy(Duration.ofMillis(600)), IdleClock.SYSTEM);
		caller.get(this.server.url("/"));
		Awaitility.await().atMost(PATIENCE).until(() -> this.server.connectionsOpen() == 0);
		assertClosed(CloseReason.IDLE);
	}

	@Test
	void responseThatEndsTheConnectionIsNotPooled() {
		Caller caller = caller(policy((ClientSettings) null), this.clock);
		this.server.enqueue(Behaviour.status(200, "Connection: close").thenClose());
		String first = caller.get(this.server.url("/"));
		assertThat(caller.get(this.server.url("/"))).isNotEqualTo(first);
		assertClosed(CloseReason.EXCHANGE);
	}

	@Test
	void snapshotCountsPool() {
		Caller caller = caller(policy((ClientSettings) null), this.clock);
		caller.get(this.server.url("/"));
		Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
			assertThat(row()).returns(0, PoolSnapshot::active).returns(1, PoolSnapshot::idle);
			assertThat(row()).returns(0, PoolSnapshot::pending).returns(5, PoolSnapshot::max);
		});
		assertThat(row().transport()).isEqualTo("httpcomponents");
	}

	@Test
	void poolSizesApplyOnlyWhenSet() {
		KeepAlivePolicy policy = policy(
				new ClientSettings("keepalive.client", null, null, null, 7, 3, Duration.ofSeconds(4), true));
		caller(policy, this.clock).get(this.server.url("/"));
		assertThat(row().max()).isEqualTo(3);
	}

	@Test
	void countersBalanceWhenManyLeaseWhileTheBackgroundCloses() {
		Caller caller = caller(policy(Duration.ofMillis(500)), IdleClock.SYSTEM);
		caller.get(this.server.url("/"));
		List<CompletableFuture<Void>> users = IntStream.range(0, 5)
			.mapToObj((user) -> CompletableFuture.runAsync(() -> visit(caller, user), this.users))
			.toList();
		assertThat(CompletableFuture.allOf(users.toArray(CompletableFuture[]::new))).succeedsWithin(PATIENCE);
		Awaitility.await().atMost(PATIENCE).until(() -> this.server.connectionsOpen() == 0);
		RouteCounters counters = counters();
		// The peer hears of a close before it is counted.
		Awaitility.await().atMost(PATIENCE).until(() -> closed(counters()) == counters.getOpened());
		assertThat(counters.getOpened()).isEqualTo(this.server.connectionsOpened());
		assertThat(counters.getOpened() + counters.getReused()).isEqualTo(this.server.exchanges().size());
	}

	private static long closed(RouteCounters counters) {
		return Arrays.stream(CloseReason.values()).mapToLong(counters::getClosed).sum();
	}

	private void visit(Caller caller, int user) {
		for (int i = 0; i < 8; i++) {
			Duration pause = Duration.ofMillis((user * 131L + i * 97L) % 600 + 1);
			CompletableFuture
				.runAsync(() -> caller.send(HttpMethod.POST, this.server.url("/"), "body", null),
						CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, this.users))
				.join();
		}
	}

	@Test
	void closedClientCountsShutdown() throws Exception {
		Caller caller = caller(policy((ClientSettings) null), this.clock);
		caller.get(this.server.url("/"));
		RouteCounters counters = counters();
		caller.close();
		Awaitility.await().atMost(PATIENCE).until(() -> this.server.connectionsOpen() == 0);
		Awaitility.await().atMost(PATIENCE).until(() -> counters.getClosed(CloseReason.SHUTDOWN) == 1);
	}

}
