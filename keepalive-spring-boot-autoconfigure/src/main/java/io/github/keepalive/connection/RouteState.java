package io.github.keepalive.connection;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import io.github.keepalive.policy.ClientKeepAlive;
import io.github.keepalive.policy.Derived;
import org.jspecify.annotations.Nullable;

/**
 * The live state of one route in one client: how long its connections may be idle, and
 * which of them are no longer trusted. Thread-safe, lock-free.
 *
 * @since 0.1.0
 */
public final class RouteState {

	private static final int IDLE_PARTS = 6;

	private final Route route;

	private final ClientKeepAlive plan;

	private final @Nullable String upstream;

	private final Derived idleTimeout;

	private final long marginNanos;

	private final AtomicReference<@Nullable Tick> retiredUpTo = new AtomicReference<>();

	private final RouteCounters counters = new RouteCounters();

	RouteState(Route route, @Nullable String upstream, ClientKeepAlive plan, Derived idleTimeout) {
		this.route = route;
		this.upstream = upstream;
		this.plan = plan;
		this.idleTimeout = idleTimeout;
		this.marginNanos = plan.margin().toNanos();
	}

	/**
	 * Returns where the connections lead to.
	 * @return the route
	 */
	public Route route() {
		return this.route;
	}

	/**
	 * Returns the upstream whose plan holds for this route.
	 * @return the name, or {@code null} for a host that is treated like all others
	 */
	public @Nullable String upstream() {
		return this.upstream;
	}

	/**
	 * Returns the plan for this route.
	 * @return the plan
	 */
	public ClientKeepAlive plan() {
		return this.plan;
	}

	/**
	 * Returns the idle time in force.
	 * @return the idle time after which a pooled connection is not used again
	 */
	public Derived idleTimeout() {
		return this.idleTimeout;
	}

	/**
	 * Returns how late the head of a response may at most be noticed.
	 * @return the time, far below the idle time and never above the margin
	 */
	long lagNanos() {
		return Math.min(this.marginNanos, this.idleTimeout.value().toNanos() / IDLE_PARTS);
	}

	/**
	 * Returns the counters of this route.
	 * @return the counters
	 */
	public RouteCounters counters() {
		return this.counters;
	}

	/**
	 * Answers the one question at lease: may this pooled connection carry another
	 * request?
	 * @param life what is known of the connection
	 * @param now the present
	 * @param freshAfter for a repeat, when the failure was seen: only connections that
	 * were opened or completed an exchange later will do; else {@code null}
	 * @return {@code null} if it may, else why it is to be closed
	 */
	public @Nullable CloseReason mayLease(ConnectionLife life, Tick now, @Nullable Tick freshAfter) {
		Tick idleSince = life.idleSince();
		if (life.idleNanos(now) >= life.idleLimitNanos(this.idleTimeout.value().toNanos())) {
			return CloseReason.IDLE;
		}
		if (life.openedAt().ageNanos(now) >= life.lifetimeNanos()) {
			return CloseReason.LIFETIME;
		}
		Tick retired = this.retiredUpTo.get();
		if (retired != null && !idleSince.isAfter(retired)) {
			return CloseReason.RETIRED;
		}
		return (freshAfter != null && !idleSince.isAfter(freshAfter)) ? CloseReason.RETIRED : null;
	}

	/**
	 * Answers the question at release: may this connection go back to the pool? To be
	 * asked before {@link ConnectionLife#completed(Tick)}.
	 * @param life what is known of the connection
	 * @param now the present
	 * @return {@code null} if it may, else why it is to be closed
	 */
	public @Nullable CloseReason mayPool(ConnectionLife life, Tick now) {
		if (life.idleLimitNanos(this.idleTimeout.value().toNanos()) <= 0) {
			return CloseReason.IDLE;
		}
		Tick head = life.headAt();
		// The peer's clock may have been running since the head; a slow reader has used
		// up the margin.
		return (head != null && head.ageNanos(now) > this.marginNanos) ? CloseReason.SLOW_BODY : null;
	}

	/**
	 * Stops trusting connections that have been idle at least as long as one that turned
	 * out to be dead.
	 * @param deadIdleSince since when the dead one had been idle
	 */
	public void retireIdleSince(Tick deadIdleSince) {
		this.retiredUpTo
			.updateAndGet((known) -> (known == null || deadIdleSince.isAfter(known)) ? deadIdleSince : known);
	}

	/**
	 * Stops trusting the neighbours of a connection that turned out to be dead: those
	 * that were idle when it was leased and, as far as can be told, for as long. Heads
	 * are noticed late by different amounts, so a difference within the lag is none.
	 * @param deadIdleSince since when the dead one had been idle
	 * @param deadLeasedAt when it was leased
	 */
	void retireNeighbours(Tick deadIdleSince, Tick deadLeasedAt) {
		Tick latest = deadIdleSince.plusNanos(lagNanos());
		retireIdleSince(latest.isAfter(deadLeasedAt) ? deadLeasedAt : latest);
	}

	/**
	 * Returns how long a connection may still stay in the pool.
	 * @param life what is known of the connection
	 * @param now the present
	 * @return the time left until it is to be given up, zero or negative if that is now
	 */
	public Duration timeLeft(ConnectionLife life, Tick now) {
		long idle = life.idleLimitNanos(this.idleTimeout.value().toNanos()) - life.idleNanos(now);
		long lifetime = life.lifetimeNanos() - life.openedAt().ageNanos(now);
		return Duration.ofNanos(Math.min(idle, lifetime));
	}

}
