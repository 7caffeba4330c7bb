package io.github.keepalive.connection;

import java.time.Duration;

import io.github.keepalive.fault.AttemptFacts;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Attempt}.
 */
class AttemptTests {

	private static final Route ROUTE = new Route("localhost", 8080);

	private final ManualClock clock = new ManualClock();

	private final Connections connections = new Connections(TestPolicies.behind(Duration.ofSeconds(60)), null,
			"library", this.clock);

	@Test
	void nothingIsKnownAtFirst() {
		assertThat(Attempt.first().facts()).isEqualTo(AttemptFacts.UNKNOWN);
		assertThat(Attempt.first().freshAfter()).isNull();
	}

	@Test
	void leaseTellsReuseAndIdleTime() {
		Attempt attempt = Attempt.first();
		this.connections.leased(pooled(Duration.ofSeconds(3)), true, attempt);
		assertThat(attempt.facts())
			.isEqualTo(new AttemptFacts(true, Duration.ofSeconds(3), 1, false, false, "localhost:8080"));
	}

	@Test
	void bytesAreNoted() {
		Attempt attempt = Attempt.first();
		this.connections.leased(pooled(Duration.ZERO), true, attempt);
		attempt.written();
		assertThat(attempt.facts().written()).isTrue();
		assertThat(attempt.facts().responseByte()).isFalse();
		attempt.responseByte();
		assertThat(attempt.facts().responseByte()).isTrue();
	}

	@Test
	void laterLeaseStartsOverIfNothingWasWritten() {
		Attempt attempt = Attempt.first();
		this.connections.leased(pooled(Duration.ZERO), true, attempt);
		this.connections.leased(this.connections.opened(ROUTE), false, attempt);
		assertThat(attempt.continued()).isFalse();
		assertThat(attempt.facts().written()).isFalse();
		assertThat(attempt.facts().reused()).isFalse();
	}

	@Test
	void bytesOfARedirectedLegStayWritten() {
		Attempt attempt = Attempt.first();
		this.connections.leased(pooled(Duration.ZERO), true, attempt);
		attempt.written();
		attempt.responseByte();
		this.connections.leased(pooled(Duration.ZERO), true, attempt);
		assertThat(attempt.continued()).isTrue();
		assertThat(attempt.facts().written()).isTrue();
		assertThat(attempt.facts().responseByte()).isFalse();
		this.connections.leased(pooled(Duration.ZERO), true, attempt);
		assertThat(attempt.facts().written()).isTrue();
	}

	@Test
	void lostReusedConnectionIsStaleAndRetiresItsNeighbours() {
		ConnectionLife neighbour = pooled(Duration.ofSeconds(1));
		ConnectionLife life = pooled(Duration.ofSeconds(3));
		Attempt attempt = Attempt.first();
		this.connections.leased(life, true, attempt);
		assertThat(this.connections.mayLease(neighbour, null)).isNull();
		attempt.connectionLost();
		assertThat(life.closeReason()).isEqualTo(CloseReason.STALE);
		assertThat(this.connections.route(ROUTE).counters().getStale()).isEqualTo(1);
		assertThat(this.connections.mayLease(neighbour, null)).isEqualTo(CloseReason.RETIRED);
	}

	@Test
	void lostFreshConnectionIsNotStale() {
		ConnectionLife life = this.connections.opened(ROUTE);
		Attempt attempt = Attempt.first();
		attempt.connectionLost();
		this.connections.leased(life, false, attempt);
		attempt.connectionLost();
		assertThat(life.closeReason()).isNull();
		assertThat(this.connections.route(ROUTE).counters().getStale()).isZero();
	}

	@Test
	void neighbourThatWasIdleAsLongAsCanBeToldIsRetired() {
		ConnectionLife dead = pooled(Duration.ZERO);
		this.clock.advance(Duration.ofSeconds(1));
		ConnectionLife alike = pooled(Duration.ofSeconds(30));
		Attempt attempt = Attempt.first();
		this.connections.leased(dead, true, attempt);
		ConnectionLife later = pooled(Duration.ZERO);
		attempt.connectionLost();
		assertThat(this.connections.mayLease(alike, null)).isEqualTo(CloseReason.RETIRED);
		assertThat(this.connections.mayLease(later, null)).isNull();
	}

	@Test
	void neighbourThatWasIdleForMuchLessIsKept() {
		ConnectionLife dead = pooled(Duration.ofSeconds(20));
		ConnectionLife younger = pooled(Duration.ofSeconds(20));
		Attempt attempt = Attempt.first();
		this.connections.leased(dead, true, attempt);
		attempt.connectionLost();
		assertThat(this.connections.mayLease(younger, null)).isNull();
	}

	@Test
	void silentConnectionRetiresItsNeighboursButIsNotStale() {
		ConnectionLife neighbour = pooled(Duration.ofSeconds(1));
		ConnectionLife life = pooled(Duration.ofSeconds(3));
		Attempt attempt = Attempt.first();
		attempt.suspectedBlackHole();
		this.connections.leased(life, true, attempt);
		attempt.suspectedBlackHole();
		RouteCounters counters = this.connections.route(ROUTE).counters();
		assertThat(counters.getBlackHoles()).isEqualTo(1);
		assertThat(counters.getStale()).isZero();
		assertThat(life.closeReason()).isNull();
		assertThat(this.connections.mayLease(neighbour, null)).isEqualTo(CloseReason.RETIRED);
	}

	@Test
	void unansweredSendOnAnotherConnectionIsCountedAsSentAgain() {
		Attempt attempt = Attempt.first();
		ConnectionLife first = pooled(Duration.ZERO);
		this.connections.leased(first, true, attempt);
		this.connections.attach(first, true, attempt);
		assertThat(this.connections.route(ROUTE).counters().getResent()).isZero();
		this.connections.leased(pooled(Duration.ZERO), true, attempt);
		assertThat(this.connections.route(ROUTE).counters().getResent()).isEqualTo(1);
		assertThat(attempt.repeatedByLibrary()).isFalse();
		attempt.written();
		this.connections.leased(pooled(Duration.ZERO), true, attempt);
		assertThat(this.connections.route(ROUTE).counters().getResent()).isEqualTo(2);
		assertThat(attempt.repeatedByLibrary()).isTrue();
	}

	@Test
	void answeredLegIsNotCountedAsSentAgain() {
		Attempt attempt = Attempt.first();
		this.connections.leased(pooled(Duration.ZERO), true, attempt);
		attempt.written();
		attempt.responseByte();
		this.connections.leased(pooled(Duration.ZERO), true, attempt);
		assertThat(this.connections.route(ROUTE).counters().getResent()).isZero();
		assertThat(attempt.repeatedByLibrary()).isFalse();
	}

	@Test
	void refusedWriteIsNone() {
		Attempt attempt = Attempt.first();
		this.connections.leased(pooled(Duration.ZERO), true, attempt);
		attempt.written();
		attempt.notWritten();
		this.connections.leased(pooled(Duration.ZERO), true, attempt);
		assertThat(attempt.facts().written()).isFalse();
		assertThat(attempt.continued()).isFalse();
	}

	@Test
	void repeatIsCountedOnTheRouteIfThereIsOne() {
		Attempt attempt = Attempt.first();
		attempt.repeated();
		this.connections.leased(pooled(Duration.ZERO), true, attempt);
		attempt.repeated();
		assertThat(this.connections.route(ROUTE).counters().getRepeated()).isEqualTo(1);
	}

	@Test
	void scopesNest() {
		Attempt outer = Attempt.first();
		Attempt inner = Attempt.repeat(this.clock.now());
		assertThat(Attempt.current()).isNull();
		try (Attempt.Scope outerScope = outer.open()) {
			try (Attempt.Scope innerScope = inner.open()) {
				assertThat(Attempt.current()).isSameAs(inner);
			}
			assertThat(Attempt.current()).isSameAs(outer);
		}
		assertThat(Attempt.current()).isNull();
		assertThat(inner.freshAfter()).isEqualTo(this.clock.now());
	}

	private ConnectionLife pooled(Duration idle) {
		ConnectionLife life = this.connections.opened(ROUTE);
		life.responseHead(this.clock.now());
		this.connections.completed(life);
		this.clock.advance(idle);
		return life;
	}

}
