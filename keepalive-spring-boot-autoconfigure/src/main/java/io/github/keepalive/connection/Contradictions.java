package io.github.keepalive.connection;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Connections that lived longer than a known window should let them, since it was last
 * confirmed: a real idle timeout lets nothing live. Changed under the lock of its owner.
 */
final class Contradictions {

	private static final long INSTANT_NANOS = Duration.ofSeconds(2).toNanos();

	private int count;

	private int instants;

	private long least = Long.MAX_VALUE;

	private @Nullable Tick last;

	/**
	 * Adds one.
	 * @param idleNanos for how long the connection had been idle
	 * @param now the present
	 * @return until when more of them make no difference, or {@code null} if they do
	 */
	@Nullable Tick add(long idleNanos, Tick now) {
		this.count++;
		this.least = Math.min(this.least, idleNanos);
		Tick instant = this.last;
		if (instant == null || Occasions.isOther(instant, now)) {
			this.instants++;
			this.last = now;
			instant = now;
		}
		return (this.count >= CloseCluster.ENOUGH) ? instant.plusNanos(INSTANT_NANOS) : null;
	}

	boolean refute() {
		return this.count >= CloseCluster.ENOUGH && this.instants >= Occasions.ENOUGH;
	}

	/**
	 * Returns what all of them survived, once there are three on as many occasions.
	 * @return the idle time in nanoseconds, or zero
	 */
	long liftedNanos() {
		return (this.instants >= Occasions.ENOUGH) ? this.least : 0;
	}

	void clear() {
		this.count = 0;
		this.instants = 0;
		this.least = Long.MAX_VALUE;
		this.last = null;
	}

}
