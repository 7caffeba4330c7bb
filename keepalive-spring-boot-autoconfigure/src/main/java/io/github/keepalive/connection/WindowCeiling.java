package io.github.keepalive.connection;

import java.time.Duration;

import io.github.keepalive.policy.Origin;
import org.jspecify.annotations.Nullable;

/**
 * The longest window that may be believed in at the moment. Connections that are given up
 * below it never show whether it has grown, so after an hour without evidence safe
 * requests try, in steps. Immutable.
 *
 * @param nanos the window
 * @param origin whether it was learned or probed
 * @param from the address it was learned from, or {@code null} if it was not
 * @param visible whether it was learned from closes that were noticed when they came, so
 * that a connection which looks open is open
 * @param relaxesAt from when safe requests may try more
 */
record WindowCeiling(long nanos, Origin origin, @Nullable AddressWindow from, boolean visible, Tick relaxesAt) {

	static final Duration PATIENCE = Duration.ofHours(1);

	static final Duration STEP = Duration.ofMinutes(1);

	private static final double FACTOR = 1.25;

	/**
	 * Beyond any window, far below an overflow.
	 */
	private static final long MOST_STEPS = 32;

	/**
	 * Returns what would be more than the window, not just about the same.
	 * @return the idle time in nanoseconds
	 */
	long notable() {
		return SeenClose.sameUpTo(this.nanos);
	}

	static WindowCeiling evident(long nanos, Origin origin, @Nullable AddressWindow from, Tick now) {
		CloseCluster cluster = (from != null) ? from.cluster() : null;
		return new WindowCeiling(nanos, origin, from, cluster != null && cluster.exact(), patient(now));
	}

	private static Tick patient(Tick now) {
		return now.plusNanos(PATIENCE.toNanos());
	}

	/**
	 * Returns the ceiling that follows from longer idle times that were survived.
	 * @param survived what was survived on several occasions
	 * @param now the present
	 * @return the new ceiling, to be tried again after a step
	 */
	WindowCeiling lifted(long survived, Tick now) {
		return new WindowCeiling(survived, this.origin, this.from, this.visible, now.plusNanos(STEP.toNanos()));
	}

	WindowCeiling confirmed(Tick now) {
		return new WindowCeiling(this.nanos, this.origin, this.from, this.visible, patient(now));
	}

	/**
	 * Returns the window that safe requests may try.
	 * @param now the present
	 * @return the time in nanoseconds
	 */
	long relaxedNanos(Tick now) {
		long over = this.relaxesAt.ageNanos(now);
		if (over == 0) {
			return this.nanos;
		}
		long steps = Math.min(MOST_STEPS, 1 + over / STEP.toNanos());
		return (long) (this.nanos * Math.pow(FACTOR, steps));
	}

}
