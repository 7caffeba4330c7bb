package io.github.keepalive.connection;

import java.time.Duration;

import io.github.keepalive.policy.Origin;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Connections}, {@link ConnectionLife} and {@link RouteState}.
 */
class ConnectionsTests {

	private static final Route ROUTE = new Route("LOCALHOST", 8080);

	private final ManualClock clock = new ManualClock();

	private final Connections connections = new Connections(TestPolicies.behind(Duration.ofSeconds(60)), null,
			"library", this.clock);

	@Test
	void idleConnectionIsUsedUpToTheIdleTimeout() {
		ConnectionLife life = exchanged();
		this.clock.advance(Duration.ofMillis(49_999));
		assertThat(this.connections.mayLease(life, null)).isNull();
		this.clock.advance(Duration.ofMillis(1));
		assertThat(this.connections.mayLease(life, null)).isEqualTo(CloseReason.IDLE);
	}

	@Test
	void idleTimeCountsFromTheResponseHeadNotFromTheEndOfTheBody() {
		ConnectionLife life = this.connections.opened(ROUTE);
		this.connections.leased(life, false, null);
		life.responseHead(this.clock.now());
		this.clock.advance(Duration.ofSeconds(8));
		assertThat(this.connections.completed(life)).isNull();
		this.clock.advance(Duration.ofSeconds(42));
		assertThat(this.connections.mayLease(life, null)).isEqualTo(CloseReason.IDLE);
	}

	@Test
	void headMayHaveArrivedBeforeABusyLoopNoticedIt() {
		ConnectionLife life = this.connections.opened(ROUTE);
		this.connections.leased(life, false, null);
		this.clock.advance(Duration.ofSeconds(5));
		life.responseHead(this.clock.now());
		this.connections.completed(life);
		this.clock.advance(Duration.ofSeconds(46));
		assertThat(this.connections.mayLease(life, null)).isEqualTo(CloseReason.IDLE);
	}

	@Test
	void slowResponseCostsLittleOfTheIdleTime() {
		ConnectionLife life = this.connections.opened(ROUTE);
		this.connections.leased(life, false, null);
		this.clock.advance(Duration.ofMinutes(1));
		life.responseHead(this.clock.now());
		this.connections.completed(life);
		this.clock.advance(Duration.ofSeconds(41));
		assertThat(this.connections.mayLease(life, null)).isNull();
	}

	@Test
	void connectionWhoseBodyWasReadSlowlyIsNotPooled() {
		ConnectionLife life = this.connections.opened(ROUTE);
		life.responseHead(this.clock.now());
		this.clock.advance(Duration.ofMillis(10_001));
		assertThat(this.connections.completed(life)).isEqualTo(CloseReason.SLOW_BODY);
	}

	@Test
	void exchangeWithoutAHeadCountsFromItsEnd() {
		ConnectionLife life = this.connections.opened(ROUTE);
		this.clock.advance(Duration.ofSeconds(30));
		assertThat(this.connections.completed(life)).isNull();
		assertThat(life.idleSince()).isEqualTo(this.clock.now());
		assertThat(life.served()).isEqualTo(1);
	}

	@Test
	void busyConnectionEndsWithItsLifetime() {
		ConnectionLife life = this.connections.opened(ROUTE);
		for (int i = 0; i < 18; i++) {
			this.clock.advance(Duration.ofSeconds(30));
			this.connections.completed(life);
		}
		assertThat(this.connections.mayLease(life, null)).isEqualTo(CloseReason.LIFETIME);
	}

	@Test
	void jitterOnlyShortensTheLifetime() {
		for (int i = 0; i < 200; i++) {
			assertThat(Duration.ofNanos(this.connections.opened(ROUTE).lifetimeNanos()))
				.isBetween(Duration.ofMinutes(9).multipliedBy(9).dividedBy(10), Duration.ofMinutes(9));
		}
	}

	@Test
	void neighboursIdleAtLeastAsLongAsADeadOneAreRetired() {
		ConnectionLife older = exchanged();
		this.clock.advance(Duration.ofSeconds(1));
		ConnectionLife dead = exchanged();
		this.clock.advance(Duration.ofSeconds(1));
		ConnectionLife younger = exchanged();
		RouteState route = this.connections.route(ROUTE);
		route.retireIdleSince(dead.idleSince());
		route.retireIdleSince(older.idleSince());
		assertThat(this.connections.mayLease(older, null)).isEqualTo(CloseReason.RETIRED);
		assertThat(this.connections.mayLease(dead, null)).isEqualTo(CloseReason.RETIRED);
		assertThat(this.connections.mayLease(younger, null)).isNull();
	}

	@Test
	void repeatTakesOnlyConnectionsUsedAfterTheFailure() {
		ConnectionLife before = exchanged();
		this.clock.advance(Duration.ofMillis(5));
		Attempt repeat = Attempt.repeat(this.clock.now());
		ConnectionLife atThatMoment = exchanged();
		this.clock.advance(Duration.ofMillis(5));
		ConnectionLife after = exchanged();
		assertThat(this.connections.mayLease(before, repeat)).isEqualTo(CloseReason.RETIRED);
		assertThat(this.connections.mayLease(atThatMoment, repeat)).isEqualTo(CloseReason.RETIRED);
		assertThat(this.connections.mayLease(after, repeat)).isNull();
		assertThat(this.connections.mayLease(before, Attempt.first())).isNull();
	}

	@Test
	void timeLeftIsTheShorterOfIdleTimeAndLifetime() {
		ConnectionLife life = exchanged();
		RouteState route = this.connections.route(ROUTE);
		this.clock.advance(Duration.ofSeconds(20));
		assertThat(route.timeLeft(life, this.clock.now())).isEqualTo(Duration.ofSeconds(30));
		for (int i = 0; i < 17; i++) {
			this.clock.advance(Duration.ofSeconds(30));
			this.connections.completed(life);
		}
		assertThat(route.timeLeft(life, this.clock.now())).isLessThan(Duration.ofSeconds(20));
	}

	@Test
	void countsWhatHappens() {
		ConnectionLife life = this.connections.opened(ROUTE);
		this.connections.leased(life, false, null);
		this.connections.completed(life);
		this.connections.leased(life, true, null);
		this.connections.closed(life, CloseReason.EXCHANGE);
		ConnectionLife other = this.connections.opened(ROUTE);
		other.closing(CloseReason.PEER);
		this.connections.closed(other, CloseReason.EXCHANGE);
		RouteCounters counters = this.connections.route(ROUTE).counters();
		assertThat(counters.getOpened()).isEqualTo(2);
		assertThat(counters.getReused()).isEqualTo(1);
		assertThat(counters.getClosed(CloseReason.EXCHANGE)).isEqualTo(1);
		assertThat(counters.getClosed(CloseReason.PEER)).isEqualTo(1);
		assertThat(counters.getStale()).isZero();
		assertThat(counters.getRepeated()).isZero();
	}

	@Test
	void routeIsKnownByHostInAnyCase() {
		assertThat(this.connections.route(new Route("localhost", 8080))).isSameAs(this.connections.route(ROUTE));
		assertThat(this.connections.route(ROUTE).route()).hasToString("localhost:8080");
		assertThat(this.connections.routes()).hasSize(1);
	}

	@Test
	void beyondTheLimitRoutesShareOneState() {
		for (int port = 0; port < 10_000; port++) {
			this.connections.route(new Route("host", port));
		}
		RouteState others = this.connections.route(new Route("another", 1));
		assertThat(others.route()).isEqualTo(new Route("*", 0));
		assertThat(this.connections.route(new Route("yet-another", 1))).isSameAs(others);
		assertThat(this.connections.routes()).hasSize(10_001);
	}

	@Test
	void shorterDefaultOfTheLibraryBeatsAGuess() {
		Connections guessed = new Connections(TestPolicies.behind(null), Duration.ofSeconds(30), "Jetty", this.clock);
		assertThat(guessed.route(ROUTE).idleTimeout().value()).isEqualTo(Duration.ofSeconds(30));
		assertThat(guessed.route(ROUTE).idleTimeout().origin()).isEqualTo(Origin.LIBRARY);
		assertThat(guessed.route(ROUTE).plan().idleTimeout().origin()).isEqualTo(Origin.ASSUMED);
	}

	private ConnectionLife exchanged() {
		ConnectionLife life = this.connections.opened(ROUTE);
		this.connections.leased(life, false, null);
		life.responseHead(this.clock.now());
		this.connections.completed(life);
		return life;
	}

}
