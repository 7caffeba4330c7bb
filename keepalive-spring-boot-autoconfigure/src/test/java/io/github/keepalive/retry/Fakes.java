package io.github.keepalive.retry;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.keepalive.connection.Attempt;
import io.github.keepalive.connection.ConnectionLife;
import io.github.keepalive.connection.Connections;
import io.github.keepalive.connection.ManualClock;
import io.github.keepalive.connection.Route;
import io.github.keepalive.connection.RouteCounters;
import io.github.keepalive.connection.TestPolicies;
import io.github.keepalive.fault.FaultClassifier;
import io.github.keepalive.fault.RepeatRules;
import io.github.resilience4j.retry.RetryRegistry;
import org.jspecify.annotations.Nullable;

/**
 * What the tests of this room share: a repeater on a driven clock, and the facts that an
 * adapter would report.
 */
final class Fakes {

	static final Route ROUTE = new Route("localhost", 8080);

	final ManualClock clock = new ManualClock();

	final AtomicBoolean closing = new AtomicBoolean();

	final Connections connections = new Connections(TestPolicies.behind(Duration.ofSeconds(60)), null, "fake",
			this.clock);

	Repeater repeater() {
		return repeater(null);
	}

	Repeater repeater(@Nullable RetryRegistry registry) {
		return repeater(new RepeatRules(true, RepeatRules.IDEMPOTENT_METHODS), new RepeatBudgets(0.2, 10, 100),
				registry);
	}

	Repeater repeater(RepeatRules rules, RepeatBudgets budgets, @Nullable RetryRegistry registry) {
		return new Repeater(rules, new FaultClassifier(List.of()), List.of("Idempotency-Key", "X-Idempotency-Key"),
				budgets, registry, this.clock, this.closing::get);
	}

	/**
	 * Reports a lease from the pool after three idle seconds.
	 * @param attempt the send
	 */
	void reused(Attempt attempt) {
		ConnectionLife life = this.connections.opened(ROUTE);
		life.responseHead(this.clock.now());
		this.connections.completed(life);
		this.clock.advance(Duration.ofSeconds(3));
		this.connections.leased(life, true, attempt);
		attempt.written();
	}

	void fresh(Attempt attempt) {
		this.connections.leased(this.connections.opened(ROUTE), false, attempt);
		attempt.written();
	}

	RouteCounters counters() {
		return this.connections.route(ROUTE).counters();
	}

}
