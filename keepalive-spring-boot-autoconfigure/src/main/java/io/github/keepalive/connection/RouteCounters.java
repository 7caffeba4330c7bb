package io.github.keepalive.connection;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * What was counted on one route. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RouteCounters {

	private final LongAdder opened = new LongAdder();

	private final LongAdder reused = new LongAdder();

	private final LongAdder stale = new LongAdder();

	private final AtomicReference<StaleHour> staleHour = new AtomicReference<>(StaleHour.NONE);

	private final LongAdder repeated = new LongAdder();

	private final LongAdder blackHoles = new LongAdder();

	private final LongAdder resent = new LongAdder();

	private final LongAdder[] closed = new LongAdder[CloseReason.values().length];

	RouteCounters() {
		for (int i = 0; i < this.closed.length; i++) {
			this.closed[i] = new LongAdder();
		}
	}

	void opened() {
		this.opened.increment();
	}

	void reused() {
		this.reused.increment();
	}

	void stale(Tick leasedAt, Duration idle) {
		this.stale.increment();
		long reusedSoFar = getReused();
		this.staleHour.updateAndGet((hour) -> hour.plus(leasedAt, idle, reusedSoFar));
	}

	void repeated() {
		this.repeated.increment();
	}

	void blackHole() {
		this.blackHoles.increment();
	}

	void resent() {
		this.resent.increment();
	}

	void closed(CloseReason reason) {
		this.closed[reason.ordinal()].increment();
	}

	/**
	 * Returns how many connections were opened.
	 * @return the number
	 */
	public long getOpened() {
		return this.opened.sum();
	}

	/**
	 * Returns how many leases got a pooled connection.
	 * @return the number
	 */
	public long getReused() {
		return this.reused.sum();
	}

	/**
	 * Returns how many reused connections failed before a response.
	 * @return the number
	 */
	public long getStale() {
		return this.stale.sum();
	}

	StaleHour staleHour() {
		return Objects.requireNonNull(this.staleHour.get());
	}

	boolean staleRecurs(Tick now) {
		return staleHour().recurs(now, getReused());
	}

	/**
	 * Returns how many requests were repeated.
	 * @return the number
	 */
	public long getRepeated() {
		return this.repeated.sum();
	}

	/**
	 * Returns how many requests on reused connections met silence until their read
	 * timeout, as if something on the way had forgotten the connection.
	 * @return the number
	 */
	public long getBlackHoles() {
		return this.blackHoles.sum();
	}

	/**
	 * Returns how many times a client library by itself moved a request to another
	 * connection before anything was answered. What is left of such retries sends nothing
	 * twice: Reactor Netty 1.3 does it once for each request and only before its head was
	 * written, Jetty 12.1 only for requests that its connection refused before the first
	 * byte, at most as often as the pool holds connections. HttpClient 5 does none,
	 * unless the application sets a retry strategy of its own.
	 * @return the number
	 */
	public long getResent() {
		return this.resent.sum();
	}

	/**
	 * Returns how many connections were closed for a reason.
	 * @param reason the reason
	 * @return the number
	 */
	public long getClosed(CloseReason reason) {
		return this.closed[reason.ordinal()].sum();
	}

}
