package io.github.keepalive.connection;

import java.time.Duration;

import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.Origin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for hints of peers, per connection and per route.
 */
class RouteHintTests {

	private static final Route ROUTE = new Route("api.example.org", 443);

	private final ManualClock clock = new ManualClock();

	private final Connections connections = new Connections(TestPolicies.behind(Duration.ofSeconds(60)), null, "test",
			this.clock);

	private final RouteState route = this.connections.route(ROUTE);

	@Test
	void connectionIsGivenUpBeforeThePeersWord() {
		ConnectionLife life = exchange(this.connections.opened(ROUTE), "timeout=6");
		this.clock.advance(Duration.ofMillis(4900));
		assertThat(this.connections.mayLease(life, null)).isNull();
		this.clock.advance(Duration.ofMillis(200));
		assertThat(this.connections.mayLease(life, null)).isEqualTo(CloseReason.IDLE);
	}

	@Test
	void hintNeverLengthens() {
		ConnectionLife life = exchange(this.connections.opened(ROUTE), "timeout=600");
		this.clock.advance(Duration.ofSeconds(50));
		assertThat(this.connections.mayLease(life, null)).isEqualTo(CloseReason.IDLE);
		assertThat(this.route.hint().shorten(this.route.idleTimeout())).isEqualTo(this.route.idleTimeout());
		assertThat(this.route.hint().window())
			.isEqualTo(new Derived(Duration.ofSeconds(600), Origin.HINT, "Keep-Alive response header, timeout 600s"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "timeout=0", "timeout=0.9", "max=0", "timeout=60, max=0", "max=1" })
	void connectionThatThePeerDoesNotKeepIsNotPooled(String header) {
		ConnectionLife life = this.connections.opened(ROUTE);
		this.connections.leased(life, false, null);
		this.route.hinted(life, header);
		assertThat(this.connections.completed(life)).isEqualTo(CloseReason.IDLE);
	}

	@Test
	void totalNamedEachTimeEndsWithTheLastRequest() {
		ConnectionLife life = this.connections.opened(ROUTE);
		for (int i = 0; i < 4; i++) {
			exchange(life, "timeout=30, max=5");
			assertThat(this.connections.mayLease(life, null)).isNull();
		}
		exchange(life, "timeout=30, max=5");
		assertThat(this.connections.mayLease(life, null)).isEqualTo(CloseReason.IDLE);
	}

	@Test
	void countOfWhatIsLeftEndsWithZero() {
		ConnectionLife life = this.connections.opened(ROUTE);
		for (int left = 5; left > 0; left--) {
			exchange(life, "timeout=30, max=" + left);
			assertThat(this.connections.mayLease(life, null)).as(left + " left").isNull();
		}
		exchange(life, "timeout=30, max=0");
		assertThat(this.connections.mayLease(life, null)).isEqualTo(CloseReason.IDLE);
	}

	@Test
	void routeRemembersTheLastWordForTheReport() {
		assertThat(this.route.hint().window()).isNull();
		exchange(this.connections.opened(ROUTE), "timeout=6");
		assertThat(this.route.hint().shorten(this.route.idleTimeout())).isEqualTo(new Derived(Duration.ofSeconds(5),
				Origin.HINT, "Keep-Alive response header, timeout 6s less margin 1s"));
		exchange(this.connections.opened(ROUTE), "timeout=0.5");
		assertThat(this.route.hint().window()).returns(Duration.ofMillis(500), Derived::value);
		assertThat(this.route.hint().shorten(this.route.idleTimeout())).isEqualTo(new Derived(Duration.ZERO,
				Origin.HINT, "Keep-Alive response header, timeout 500ms, too short to pool connections"));
		exchange(this.connections.opened(ROUTE), "max=20");
		assertThat(this.route.hint().window()).isNull();
	}

	@Test
	void sameHeaderIsReadOnce() {
		RouteHint hint = new RouteHint();
		RouteHint.Word first = hint.hear("timeout=5, max=100", this.route.plan());
		assertThat(hint.hear(new String("timeout=5, max=100"), this.route.plan())).isSameAs(first);
		assertThat(hint.hear("timeout=5, max=99", this.route.plan())).isNotSameAs(first);
	}

	@Test
	void longHeaderIsReadButNotKept() {
		RouteHint hint = new RouteHint();
		assertThat(hint.hear("timeout=5" + " ".repeat(200), this.route.plan()).header()).isNull();
		assertThat(hint.window()).isNotNull();
	}

	private ConnectionLife exchange(ConnectionLife life, String keepAlive) {
		this.connections.leased(life, life.served() > 0, null);
		life.responseHead(this.clock.now());
		this.route.hinted(life, keepAlive);
		this.connections.completed(life);
		return life;
	}

}
