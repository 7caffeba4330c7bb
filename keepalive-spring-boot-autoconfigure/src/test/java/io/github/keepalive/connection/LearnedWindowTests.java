package io.github.keepalive.connection;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;

import io.github.keepalive.connection.WindowReading.Estimate;
import io.github.keepalive.connection.WindowReading.Probed;
import io.github.keepalive.connection.WindowReading.SeenPattern;
import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.LearnMode;
import io.github.keepalive.policy.Origin;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LearnedWindow}, {@link RouteLimit} and what {@link Connections} tell
 * them.
 */
class LearnedWindowTests {

	private static final Route ROUTE = new Route("api.example.org", 443);

	private static final SocketAddress ADDRESS = PeerSimulation.FIRST;

	private final ManualClock clock = new ManualClock();

	private final LearnedWindows windows = new LearnedWindows();

	private final Connections connections = connections(LearnMode.ENFORCE, 10_000);

	private int exchanges;

	@Test
	void limitFollowsFromTheNextLeaseOn() {
		ConnectionLife pooled = used(this.connections, ADDRESS);
		learn(this.connections, 4_000);
		this.clock.advance(Duration.ofMillis(1));
		Derived limit = this.connections.route(ROUTE).idleTimeout();
		assertThat(limit.value()).isEqualTo(Duration.ofNanos(3_333_333_334L));
		assertThat(limit.origin()).isEqualTo(Origin.LEARNED);
		assertThat(limit.reason()).isEqualTo("closes after about 4s (5 seen, 1 address), less 666ms");
		assertThat(this.connections.mayLease(pooled, null)).isEqualTo(CloseReason.IDLE);
		assertThat(this.connections.route(ROUTE).planned().value()).isEqualTo(Duration.ofSeconds(10));
		assertThat(this.connections.route(ROUTE).margin()).isEqualTo(Duration.ofNanos(666_666_666));
		ConnectionLife young = used(this.connections, ADDRESS);
		this.clock.advance(Duration.ofMillis(3_333));
		assertThat(this.connections.mayLease(young, null)).isNull();
		this.clock.advance(Duration.ofMillis(1));
		assertThat(this.connections.mayLease(young, null)).isEqualTo(CloseReason.IDLE);
		assertThat(this.connections.mayLease(young, Attempt.first(true))).isEqualTo(CloseReason.IDLE);
	}

	@Test
	void whatOneClientLearnsHoldsForTheOthers() {
		Connections other = connections(LearnMode.ENFORCE, 10_000);
		Derived planned = other.route(ROUTE).idleTimeout();
		learn(this.connections, 4_000);
		assertThat(planned.value()).isEqualTo(Duration.ofSeconds(10));
		assertThat(other.route(ROUTE).idleTimeout().origin()).isEqualTo(Origin.LEARNED);
		assertThat(other.route(new Route("other.example.org", 443)).idleTimeout()).isEqualTo(planned);
	}

	@Test
	void shorterPlanStays() {
		Connections shorter = connections(LearnMode.ENFORCE, 2_000);
		learn(this.connections, 4_000);
		assertThat(shorter.route(ROUTE).idleTimeout()).isSameAs(shorter.route(ROUTE).planned());
	}

	@Test
	void limitIsAtLeastOneSecond() {
		learn(this.connections, 700);
		learn(this.connections, 700);
		assertThat(this.connections.route(ROUTE).idleTimeout().value()).isEqualTo(Duration.ofSeconds(1));
		assertThat(this.connections.route(ROUTE).idleTimeout().reason()).endsWith(", at least 1s");
		Connections tighter = connections(LearnMode.ENFORCE, 600);
		assertThat(tighter.route(ROUTE).idleTimeout().value()).isEqualTo(Duration.ofMillis(600));
	}

	@Test
	void reportChangesNothing() {
		Connections reporting = connections(LearnMode.REPORT, 10_000);
		learn(reporting, 4_000);
		assertThat(reporting.route(ROUTE).idleTimeout()).isSameAs(reporting.route(ROUTE).planned());
		assertThat(reporting.route(ROUTE).window().estimate()).isNotNull();
	}

	@Test
	void offRecordsNothing() {
		Connections off = connections(LearnMode.OFF, 10_000);
		learn(off, 4_000);
		assertThat(off.route(ROUTE).window()).isEqualTo(WindowReading.NOTHING);
		assertThat(this.connections.route(ROUTE).window().estimate()).isNull();
	}

	@Test
	void estimateSaysWhatWasSeen() {
		for (int i = 1; i <= 3; i++) {
			SocketAddress address = new InetSocketAddress("127.0.0." + i, 443);
			for (int n = 0; n < 6; n++) {
				closed(this.connections, address, 4_000 + 2 * n, n);
			}
		}
		assertThat(this.connections.route(ROUTE).window().estimate()).isEqualTo(
				new Estimate(Duration.ofMillis(4_006), Duration.ofMillis(4_000), 18, 3, false, Duration.ofMillis(10)));
		assertThat(this.connections.route(ROUTE).idleTimeout().reason()).contains("(18 seen, 3 addresses)");
	}

	@Test
	void fewerThanFiveClosesAreNotEnough() {
		for (int n = 0; n < 4; n++) {
			closed(this.connections, ADDRESS, 4_000, n);
		}
		assertThat(this.connections.route(ROUTE).window().estimate()).isNull();
		closed(this.connections, ADDRESS, 4_000, 4);
		assertThat(this.connections.route(ROUTE).window().estimate()).isNotNull();
	}

	@Test
	void closesThatAreFartherApartAreNotEnough() {
		for (int n = 0; n < 5; n++) {
			closed(this.connections, ADDRESS, 4_000 + 101 * n, n);
		}
		assertThat(this.connections.route(ROUTE).window().estimate()).isNull();
	}

	@Test
	void connectionsThatServedOneRequestEachCannotBeTold() {
		for (int n = 0; n < 6; n++) {
			closed(this.connections, ADDRESS, 4_000, 0);
		}
		assertThat(this.connections.route(ROUTE).window().estimate()).isNull();
		assertThat(this.connections.route(ROUTE).window().patterns())
			.containsExactly(new SeenPattern(ClosePattern.AMBIGUOUS, 6, null, Duration.ofSeconds(4)));
	}

	@Test
	void unusedAndMultiplexedConnectionsSayNothing() {
		for (int n = 0; n < 6; n++) {
			ConnectionLife unused = this.connections.opened(ROUTE, ADDRESS);
			ConnectionLife multiplexed = used(this.connections, ADDRESS, n);
			multiplexed.multiplexes();
			this.clock.advance(Duration.ofSeconds(4));
			this.connections.closed(unused, CloseReason.PEER);
			this.connections.closed(multiplexed, CloseReason.PEER);
		}
		assertThat(this.connections.route(ROUTE).window()).returns(null, WindowReading::estimate)
			.returns(List.of(), WindowReading::patterns);
	}

	@Test
	void staleConnectionsGiveAnUpperBound() {
		for (int n = 0; n < 6; n++) {
			ConnectionLife life = used(this.connections, ADDRESS, n);
			this.clock.advance(Duration.ofMillis(4_010 - n));
			this.connections.leased(life, true, null);
			this.clock.advance(Duration.ofMillis(50));
			this.connections.closed(life, CloseReason.STALE);
		}
		assertThat(this.connections.route(ROUTE).window().estimate()).isNotNull()
			.returns(true, Estimate::upperBound)
			.returns(Duration.ofMillis(4_005), Estimate::lowest);
		assertThat(this.connections.route(ROUTE).idleTimeout().reason()).startsWith("closes after at most 4.005s");
	}

	@Test
	void exactClosesBeatUpperBounds() {
		for (int n = 0; n < 6; n++) {
			ConnectionLife life = used(this.connections, ADDRESS, n);
			this.clock.advance(Duration.ofMillis(3_900));
			life.seenOpen(this.clock.now());
			this.clock.advance(Duration.ofMillis(400));
			life.foundClosed();
			this.connections.closed(life, CloseReason.PEER);
		}
		assertThat(this.connections.route(ROUTE).window().estimate()).returns(true, Estimate::upperBound)
			.returns(Duration.ofMillis(4_300), Estimate::about);
		learn(this.connections, 4_000);
		assertThat(this.connections.route(ROUTE).window().estimate()).returns(false, Estimate::upperBound)
			.returns(Duration.ofMillis(4_000), Estimate::about);
	}

	@Test
	void longestSurvivedIdleTimeIsKept() {
		survive(this.connections, 3_000);
		survive(this.connections, 2_000);
		assertThat(this.connections.route(ROUTE).window().survived()).isEqualTo(Duration.ofMillis(3_000));
		assertThat(this.connections.route(ROUTE).window().survivedThere()).isNull();
		learn(this.connections, 4_000);
		survive(this.connections, 3_300);
		assertThat(this.connections.route(ROUTE).window().survivedThere()).isEqualTo(Duration.ofMillis(3_300));
	}

	@Test
	void longerIdleTimesThatSucceedLiftTheLimit() {
		learn(this.connections, 2_000);
		// A client with a library that keeps connections in its own way.
		Connections other = connections(LearnMode.REPORT, 60_000);
		survive(other, 5_000);
		survive(other, 4_000);
		assertThat(this.connections.route(ROUTE).idleTimeout().value()).isLessThan(Duration.ofSeconds(2));
		survive(other, 6_000);
		assertThat(this.connections.route(ROUTE).idleTimeout().value()).isEqualTo(Duration.ofNanos(3_333_333_334L));
		assertThat(this.connections.route(ROUTE).idleTimeout().reason()).isEqualTo("seen to survive 4s, less 666ms");
		survive(other, 7_000);
		survive(other, 7_000);
		assertThat(this.connections.route(ROUTE).window().estimate()).isNull();
		learn(other, 2_000);
		assertThat(this.connections.route(ROUTE).idleTimeout().value()).isLessThan(Duration.ofSeconds(2));
	}

	@Test
	void safeRequestsTryMoreAfterAnHour() {
		learn(this.connections, 2_000);
		this.clock.advance(Duration.ofMinutes(59));
		assertThat(longestIdle(true)).isLessThan(2_000);
		this.clock.advance(Duration.ofMinutes(1));
		assertThat(longestIdle(true)).isBetween(2_050L, 2_100L);
		assertThat(longestIdle(false)).isLessThan(1_700);
		this.clock.advance(Duration.ofMinutes(1));
		assertThat(longestIdle(true)).isBetween(2_550L, 2_650L);
		this.clock.advance(Duration.ofHours(10));
		assertThat(longestIdle(true)).isEqualTo(10_000);
		assertThat(longestIdle(false)).isLessThan(1_700);
		ConnectionLife kept = used(this.connections, ADDRESS);
		assertThat(this.connections.route(ROUTE).timeLeft(kept, this.clock.now())).isEqualTo(Duration.ofSeconds(10));
		this.clock.advance(Duration.ofSeconds(3));
		assertThat(this.connections.mayKeep(kept)).isNull();
		closed(this.connections, ADDRESS, 2_000, 3);
		assertThat(longestIdle(true)).isLessThan(1_700);
	}

	@Test
	void openConnectionsBeyondAWindowThatWasSeenLiftTheLimit() {
		learn(this.connections, 2_000);
		giveUp(4_000, 4_000);
		giveUp(5_000, 5_000);
		assertThat(this.connections.route(ROUTE).idleTimeout().value()).isLessThan(Duration.ofSeconds(2));
		giveUp(6_000, 6_000);
		assertThat(this.connections.route(ROUTE).idleTimeout().value()).isEqualTo(Duration.ofNanos(3_333_333_334L));
		assertThat(this.connections.route(ROUTE).idleTimeout().reason()).isEqualTo("seen to survive 4s, less 666ms");
		assertThat(this.connections.route(ROUTE).window().survived()).isLessThan(Duration.ofSeconds(2));
		closed(this.connections, ADDRESS, 2_000, 3);
		assertThat(this.connections.route(ROUTE).idleTimeout().reason()).startsWith("closes after about 2s");
		giveUp(4_000, 4_000);
		giveUp(4_000, 4_000);
		closed(this.connections, ADDRESS, 2_000, 3);
		giveUp(4_000, 4_000);
		assertThat(this.connections.route(ROUTE).idleTimeout().value()).isLessThan(Duration.ofSeconds(2));
	}

	@Test
	void windowThatOpenConnectionsRefuteIsForgotten() {
		learn(this.connections, 2_000);
		for (int n = 0; n < 5; n++) {
			giveUp(4_000, 4_000);
		}
		assertThat(this.connections.route(ROUTE).window().estimate()).isNull();
		learn(this.connections, 2_000);
		assertThat(this.connections.route(ROUTE).idleTimeout().value()).isLessThan(Duration.ofSeconds(2));
	}

	@Test
	void openConnectionsOnTheSameOccasionAreOne() {
		learn(this.connections, 2_000);
		ConnectionLife[] several = new ConnectionLife[6];
		for (int i = 0; i < several.length; i++) {
			several[i] = used(this.connections, ADDRESS);
		}
		this.clock.advance(Duration.ofSeconds(4));
		for (ConnectionLife life : several) {
			life.seenOpen(this.clock.now());
			this.connections.closed(life, CloseReason.IDLE);
		}
		assertThat(this.connections.route(ROUTE).idleTimeout().value()).isLessThan(Duration.ofSeconds(2));
	}

	@Test
	void connectionsThatNobodyLookedAtSayNothing() {
		learn(this.connections, 2_000);
		for (int n = 0; n < 6; n++) {
			giveUp(0, 4_000);
			giveUp(2_100, 4_000);
			ConnectionLife retired = used(this.connections, ADDRESS);
			this.clock.advance(Duration.ofSeconds(4));
			retired.seenOpen(this.clock.now());
			this.connections.closed(retired, CloseReason.RETIRED);
		}
		assertThat(this.connections.route(ROUTE).idleTimeout().value()).isLessThan(Duration.ofSeconds(2));
		assertThat(this.connections.route(ROUTE).window().estimate()).isNotNull();
	}

	@Test
	void connectionsThatLookOpenSayNothingAboutSilentDrops() {
		for (int n = 0; n < 6; n++) {
			ConnectionLife life = used(this.connections, ADDRESS, n);
			this.clock.advance(Duration.ofMillis(4_000));
			this.connections.leased(life, true, null);
			this.connections.closed(life, CloseReason.STALE);
			this.clock.advance(Duration.ofMillis(2_500));
		}
		Derived learned = this.connections.route(ROUTE).idleTimeout();
		assertThat(learned.origin()).isEqualTo(Origin.LEARNED);
		for (int n = 0; n < 6; n++) {
			giveUp(6_000, 6_000);
		}
		assertThat(this.connections.route(ROUTE).idleTimeout()).isEqualTo(learned);
	}

	@Test
	void connectionsThatLookOpenSayNothingAboutProbedWindows() {
		probe(2_000, true);
		for (int n = 0; n < 6; n++) {
			giveUp(4_000, 4_000);
		}
		assertThat(this.connections.route(ROUTE).idleTimeout().origin()).isEqualTo(Origin.PROBED);
	}

	@Test
	void openConnectionsOfAnotherAddressSayNothing() {
		learn(this.connections, 2_000);
		for (int n = 0; n < 6; n++) {
			ConnectionLife other = used(this.connections, PeerSimulation.SECOND);
			this.clock.advance(Duration.ofSeconds(4));
			other.seenOpen(this.clock.now());
			this.connections.closed(other, CloseReason.IDLE);
		}
		assertThat(this.connections.route(ROUTE).idleTimeout().value()).isLessThan(Duration.ofSeconds(2));
	}

	@Test
	void safeRequestThatFailsEndsTheTrial() {
		learn(this.connections, 2_000);
		this.clock.advance(Duration.ofMinutes(65));
		ConnectionLife life = used(this.connections, ADDRESS);
		this.clock.advance(Duration.ofSeconds(3));
		Attempt attempt = Attempt.first(true);
		assertThat(this.connections.mayLease(life, attempt)).isNull();
		this.connections.leased(life, true, attempt);
		attempt.connectionLost();
		this.connections.closed(life, CloseReason.EXCHANGE);
		assertThat(longestIdle(true)).isLessThan(1_700);
	}

	@Test
	void probedWindowIsFollowed() {
		probe(4_000, true);
		assertThat(this.connections.route(ROUTE).idleTimeout().origin()).isEqualTo(Origin.PROBED);
		assertThat(this.connections.route(ROUTE).idleTimeout().reason())
			.isEqualTo("closed after 4s when probed, less 666ms");
		assertThat(this.connections.route(ROUTE).window().probed()).returns(true, Probed::closeSeen)
			.returns(Duration.ofSeconds(4), Probed::window);
		learn(this.connections, 2_000);
		assertThat(this.connections.route(ROUTE).idleTimeout().origin()).isEqualTo(Origin.LEARNED);
	}

	@Test
	void longerProbeTakesThePlaceOfWhatWasLearned() {
		learn(this.connections, 2_000);
		probe(2_010, true);
		assertThat(this.connections.route(ROUTE).idleTimeout().origin()).isEqualTo(Origin.LEARNED);
		probe(6_000, true);
		assertThat(this.connections.route(ROUTE).idleTimeout().value()).isEqualTo(Duration.ofSeconds(5));
		assertThat(this.connections.route(ROUTE).window().estimate()).isNull();
		learn(this.connections, 2_000);
		probe(120_000, false);
		assertThat(this.connections.route(ROUTE).idleTimeout().value()).isEqualTo(Duration.ofSeconds(10));
	}

	@Test
	void connectionsThatOutliveAProbedWindowRefuteIt() {
		probe(2_000, true);
		Connections other = connections(LearnMode.REPORT, 60_000);
		survive(other, 4_000);
		survive(other, 4_000);
		assertThat(this.connections.route(ROUTE).window().probed()).isNotNull();
		survive(other, 4_000);
		assertThat(this.connections.route(ROUTE).window().probed()).isNull();
		assertThat(this.connections.route(ROUTE).idleTimeout().value()).isEqualTo(Duration.ofNanos(3_333_333_334L));
	}

	@Test
	void addressesThatCloseNoMoreMakeRoom() {
		for (int i = 1; i <= 40; i++) {
			closed(this.connections, new InetSocketAddress("127.0.0." + i, 443), 4_000, i);
		}
		for (int n = 0; n < 5; n++) {
			closed(this.connections, new InetSocketAddress("127.0.0.41", 443), 4_000, n);
		}
		assertThat(this.connections.route(ROUTE).window().estimate()).returns(1, Estimate::addresses);
	}

	@Test
	void unknownAddressIsOneToo() {
		for (int n = 0; n < 5; n++) {
			closed(this.connections, null, 4_000, n);
		}
		assertThat(this.connections.route(ROUTE).window().estimate()).returns(1, Estimate::addresses);
	}

	@Test
	void manyRoutesAndAddressesAreNotLearnedFrom() {
		for (int i = 0; i < Connections.MOST_ROUTES; i++) {
			assertThat(this.windows.window(new Route("host" + i, 443))).isNotNull();
		}
		assertThat(this.windows.window(new Route("one.more", 443))).isNull();
		assertThat(this.windows.window(new Route("host7", 443))).isSameAs(this.windows.window(new Route("host7", 443)));
		SeenClose close = new SeenClose(4_000_000_000L, 4_000_000_000L, 5_000_000_000L, 1, CloseManner.FIN, true,
				this.clock.now());
		for (int i = 0; i < LearnedWindows.MOST_ADDRESSES; i++) {
			learnOnce("host" + i, close);
		}
		for (int i = 0; i < 2 * CloseCluster.ENOUGH; i++) {
			learnOnce("host9999", close);
		}
		assertThat(this.windows.window(new Route("host9999", 443))).isNotNull()
			.extracting((window) -> window.read().patterns())
			.isEqualTo(List.of());
	}

	private void learnOnce(String host, SeenClose close) {
		LearnedWindow window = this.windows.window(new Route(host, 443));
		assertThat(window).isNotNull();
		window.closed(ADDRESS, close);
	}

	private long longestIdle(boolean safe) {
		long longest = 0;
		for (long millis = 50; millis <= 10_000; millis += 50) {
			ConnectionLife life = used(this.connections, ADDRESS);
			Tick later = new Tick(this.clock.now().nanos() + (millis - 1) * 1_000_000,
					this.clock.now().millis() + millis - 1);
			boolean may = this.connections.route(ROUTE).mayLease(life, later, null, safe) == null;
			longest = may ? millis : longest;
		}
		return longest;
	}

	private void probe(long millis, boolean closeSeen) {
		LearnedWindow window = this.windows.window(ROUTE);
		assertThat(window).isNotNull();
		window.probed(Duration.ofMillis(millis), closeSeen, this.clock.now());
	}

	private void learn(Connections client, long windowMillis) {
		for (int n = 0; n < 5; n++) {
			closed(client, ADDRESS, windowMillis, n);
		}
	}

	private void closed(Connections client, @Nullable SocketAddress address, long idleMillis, int reuses) {
		ConnectionLife life = used(client, address, reuses);
		this.clock.advance(Duration.ofMillis(idleMillis));
		life.endedByPeer(CloseManner.FIN);
		client.closed(life, CloseReason.PEER);
		this.clock.advance(Duration.ofMillis(2_500));
	}

	private void survive(Connections client, long idleMillis) {
		ConnectionLife life = used(client, ADDRESS);
		this.clock.advance(Duration.ofMillis(idleMillis));
		exchange(client, life);
	}

	private void giveUp(long openMillis, long idleMillis) {
		ConnectionLife life = used(this.connections, ADDRESS);
		this.clock.advance(Duration.ofMillis(openMillis));
		life.seenOpen(this.clock.now());
		this.clock.advance(Duration.ofMillis(idleMillis - openMillis));
		this.connections.closed(life, CloseReason.IDLE);
		this.clock.advance(Duration.ofMillis(2_500));
	}

	private ConnectionLife used(Connections client, @Nullable SocketAddress address) {
		ConnectionLife life = client.opened(ROUTE, address);
		exchange(client, life);
		return life;
	}

	private ConnectionLife used(Connections client, @Nullable SocketAddress address, int reuses) {
		ConnectionLife life = used(client, address);
		for (int i = 0; i < reuses; i++) {
			this.clock.advance(Duration.ofMillis(10));
			exchange(client, life);
			// So that connections differ in age as well.
			this.clock.advance(Duration.ofMillis(40 + this.exchanges++ % 7));
			exchange(client, life);
		}
		return life;
	}

	private void exchange(Connections client, ConnectionLife life) {
		client.leased(life, life.served() > 0, null);
		life.responseHead(this.clock.now());
		client.completed(life);
	}

	private Connections connections(LearnMode mode, long idleMillis) {
		return new Connections(PeerSimulation.policy(mode, Duration.ofMillis(idleMillis)), null, "any", this.clock,
				this.windows);
	}

}
