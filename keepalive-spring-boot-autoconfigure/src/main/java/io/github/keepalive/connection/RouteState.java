package io.github.keepalive.connection;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import io.github.keepalive.policy.ClientKeepAlive;
import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.LearnMode;
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

	private final RouteLimit limit;

	private final @Nullable LearnedWindow window;

	private final AtomicReference<@Nullable Tick> retiredUpTo = new AtomicReference<>();

	private final RouteCounters counters = new RouteCounters();

	private final RouteHint hint = new RouteHint();

	RouteState(Route route, @Nullable String upstream, ClientKeepAlive plan, Derived idleTimeout,
			@Nullable LearnedWindow window) {
		this.route = route;
		this.upstream = upstream;
		this.plan = plan;
		this.limit = new RouteLimit(idleTimeout, plan.margin(), (plan.learn() == LearnMode.ENFORCE) ? window : null);
		this.window = window;
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
	 * Returns the idle time in force, which is the planned one unless a shorter window
	 * was learned or measured and is to be followed.
	 * @return the idle time after which a pooled connection is not used again
	 */
	public Derived idleTimeout() {
		return this.limit.inForce();
	}

	/**
	 * Returns the planned idle time.
	 * @return the idle time that would be in force had nothing been learned
	 */
	public Derived planned() {
		return this.limit.planned();
	}

	/**
	 * Returns the margin in force.
	 * @return the planned one, or less below a shorter window that was learned
	 */
	public Duration margin() {
		return Duration.ofNanos(this.limit.marginNanos());
	}

	/**
	 * Returns what is known of the window of this route's peer.
	 * @return what was learned and probed
	 */
	public WindowReading window() {
		return (this.window != null) ? this.window.read() : WindowReading.NOTHING;
	}

	/**
	 * Returns how late the head of a response may at most be noticed.
	 * @return the time, far below the idle time and never above the margin
	 */
	long lagNanos() {
		return Math.min(this.limit.marginNanos(), this.limit.nanos() / IDLE_PARTS);
	}

	/**
	 * Returns the counters of this route.
	 * @return the counters
	 */
	public RouteCounters counters() {
		return this.counters;
	}

	/**
	 * Obeys the {@code Keep-Alive} header of a response, unless the plan says that it is
	 * not to be believed. To be called before {@link ConnectionLife#completed(Tick)}, and
	 * never for HTTP/2, where such a header means nothing (RFC 9113, section 8.2.2).
	 * @param life the connection on which it came
	 * @param keepAlive the value of the header, several joined by commas, or {@code null}
	 * if there is none
	 */
	public void hinted(ConnectionLife life, @Nullable String keepAlive) {
		if (keepAlive != null && this.plan.hint()) {
			life.hinted(this.hint.hear(keepAlive, this.plan));
		}
	}

	/**
	 * Returns what the peer said of its window.
	 * @return the last word
	 */
	public RouteHint hint() {
		return this.hint;
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
		return mayLease(life, now, freshAfter, false);
	}

	@Nullable CloseReason mayLease(ConnectionLife life, Tick now, @Nullable Tick freshAfter, boolean safe) {
		Tick idleSince = life.idleSince();
		long allowed = safe ? this.limit.relaxedNanos(now) : this.limit.nanos();
		if (life.idleNanos(now) >= life.idleLimitNanos(allowed)) {
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
		if (life.idleLimitNanos(this.limit.nanos()) <= 0) {
			return CloseReason.IDLE;
		}
		Tick head = life.headAt();
		// The peer's clock may have been running since the head; a slow reader has used
		// up the margin.
		return (head != null && head.ageNanos(now) > this.limit.marginNanos()) ? CloseReason.SLOW_BODY : null;
	}

	/**
	 * Notes that an exchange is complete, if it used a connection again. To be asked
	 * before {@link ConnectionLife#completed(Tick)}.
	 * @param life the connection
	 * @param now the present
	 */
	void survived(ConnectionLife life, Tick now) {
		if (this.window != null && life.served() > 0 && life.headAt() != null && !life.peer().isMultiplexed()) {
			this.window.survived(life, life.idleSince().ageNanos(life.leasedAt()), now);
		}
	}

	/**
	 * Notes that the peer has closed a used connection.
	 * @param life the connection
	 * @param reason whether it was seen to be closed while idle or turned out to be dead
	 * @param now the present
	 */
	void closed(ConnectionLife life, CloseReason reason, Tick now) {
		if (this.window != null && life.served() > 0 && !life.peer().isMultiplexed()) {
			SeenClose close = (reason == CloseReason.PEER) ? SeenClose.whileIdle(life, now)
					: SeenClose.beforeLease(life, now);
			// Told outside of the window's lock.
			if (this.window.closed(life.remote(), close)) {
				this.window.owner().learned(this);
			}
		}
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
		long idle = life.idleLimitNanos(this.limit.relaxedNanos(now)) - life.idleNanos(now);
		long lifetime = life.lifetimeNanos() - life.openedAt().ageNanos(now);
		return Duration.ofNanos(Math.min(idle, lifetime));
	}

}
