package io.github.keepalive.fault;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Token bucket that keeps repeats a small part of the traffic to one upstream: each
 * request earns a part of a token, time earns a few, each repeat costs one. Thread-safe,
 * lock-free.
 *
 * @since 0.1.0
 */
public final class RepeatBudget {

	private static final long MILLI = 1000;

	private final long perRequestMilli;

	private final long perSecondMilli;

	private final long burstMilli;

	private final AtomicLong tokensMilli;

	private final AtomicLong refilledAtNanos;

	/**
	 * Creates a full bucket.
	 * @param perRequest tokens earned by each request, between 0 and 1
	 * @param perSecond tokens earned each second
	 * @param burst size of the bucket
	 * @param nowNanos the present, on the monotonic clock
	 */
	public RepeatBudget(double perRequest, int perSecond, int burst, long nowNanos) {
		this.perRequestMilli = Math.round(perRequest * MILLI);
		this.perSecondMilli = perSecond * MILLI;
		this.burstMilli = burst * MILLI;
		this.tokensMilli = new AtomicLong(this.burstMilli);
		this.refilledAtNanos = new AtomicLong(nowNanos);
	}

	/**
	 * Counts a request.
	 */
	public void request() {
		// A full bucket is the normal case and costs one read.
		if (this.tokensMilli.get() < this.burstMilli) {
			add(this.perRequestMilli);
		}
	}

	/**
	 * Takes a token for a repeat.
	 * @param nowNanos the present, on the monotonic clock
	 * @return whether there was one
	 */
	public boolean tryTake(long nowNanos) {
		refill(nowNanos);
		while (true) {
			long tokens = this.tokensMilli.get();
			if (tokens < MILLI) {
				return false;
			}
			if (this.tokensMilli.compareAndSet(tokens, tokens - MILLI)) {
				return true;
			}
		}
	}

	private void refill(long nowNanos) {
		long last = this.refilledAtNanos.get();
		// In floating point, where a long pause times a high rate does not overflow.
		long earned = (long) ((nowNanos - last) / 1e9 * this.perSecondMilli);
		if (earned > 0 && this.refilledAtNanos.compareAndSet(last, nowNanos)) {
			add(earned);
		}
	}

	private void add(long milli) {
		this.tokensMilli
			.updateAndGet((tokens) -> (milli >= this.burstMilli - tokens) ? this.burstMilli : tokens + milli);
	}

}
