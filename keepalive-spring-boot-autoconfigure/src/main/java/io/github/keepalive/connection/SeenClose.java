package io.github.keepalive.connection;

import java.time.Duration;

/**
 * A pooled connection that its peer has closed. Immutable.
 *
 * @param idleNanos for how long it had been idle when the close was noticed, or when it
 * was leased and turned out to be dead
 * @param openNanos after how much idle time it was still open for sure; the same for a
 * close that was noticed at once
 * @param ageNanos how long after its opening that was
 * @param served how many exchanges it had completed
 * @param manner how the peer closed it
 * @param exact whether the close was noticed when it came; if not, it came no later
 * @param at when it was noticed
 */
record SeenClose(long idleNanos, long openNanos, long ageNanos, int served, CloseManner manner, boolean exact,
		Tick at) {

	private static final long LEAST = Duration.ofMillis(100).toNanos();

	private static final int PARTS = 10;

	/**
	 * Describes how the peer has closed an idle connection.
	 * @param life the connection
	 * @param now when that was noticed
	 * @return the close
	 */
	static SeenClose whileIdle(ConnectionLife life, Tick now) {
		long idle = life.idleSince().ageNanos(now);
		boolean late = life.peer().isFound();
		return new SeenClose(idle, late ? life.peer().openNanos(life.idleSince()) : idle, life.openedAt().ageNanos(now),
				life.served(), life.closeManner(), !late, now);
	}

	/**
	 * Describes how the peer must have closed a connection before it was leased.
	 * @param life the connection
	 * @param now when that was noticed
	 * @return the close
	 */
	static SeenClose beforeLease(ConnectionLife life, Tick now) {
		long idle = life.idleSince().ageNanos(life.leasedAt());
		return new SeenClose(idle, Math.min(life.peer().openNanos(life.idleSince()), idle),
				life.openedAt().ageNanos(life.leasedAt()), life.served(), life.closeManner(), false, now);
	}

	/**
	 * Returns after how much idle time the connection was open, as far as we know or
	 * guess.
	 * @return the time in nanoseconds; where nobody looked before, as if somebody had a
	 * little earlier
	 */
	long lowerNanos() {
		return (this.openNanos > 0) ? this.openNanos : this.idleNanos - tolerance(this.idleNanos);
	}

	/**
	 * Returns by how much values that are taken for the same may differ.
	 * @param nanos the smallest of them
	 * @return the time in nanoseconds
	 */
	static long tolerance(long nanos) {
		return Math.max(LEAST, nanos / PARTS);
	}

	/**
	 * Returns the largest value that may be taken for the same.
	 * @param nanos the other value
	 * @return the value in nanoseconds
	 */
	static long sameUpTo(long nanos) {
		return nanos + tolerance(nanos);
	}

}
