package io.github.keepalive.connection;

import java.time.Duration;

/**
 * A moment on both clocks. The monotonic clock stands still while a machine is suspended,
 * the wall clock jumps when somebody sets it; an age is the larger of the two, so that
 * connections which died meanwhile are not taken for young.
 *
 * @param nanos reading of {@link System#nanoTime()}
 * @param millis reading of {@link System#currentTimeMillis()}
 * @since 0.1.0
 */
public record Tick(long nanos, long millis) {

	private static final long NANOS_PER_MILLI = 1_000_000;

	/**
	 * Reads both clocks.
	 * @return the present
	 */
	public static Tick now() {
		return new Tick(System.nanoTime(), System.currentTimeMillis());
	}

	/**
	 * Returns how old something from this moment is.
	 * @param now the present
	 * @return the age in nanoseconds, never negative
	 */
	public long ageNanos(Tick now) {
		long monotonic = now.nanos - this.nanos;
		long wall = (now.millis - this.millis) * NANOS_PER_MILLI;
		return Math.max(0, Math.max(monotonic, wall));
	}

	/**
	 * Returns how old something from this moment is.
	 * @param now the present
	 * @return the age, never negative
	 */
	public Duration age(Tick now) {
		return Duration.ofNanos(ageNanos(now));
	}

	/**
	 * Returns a later moment.
	 * @param duration by how many nanoseconds
	 * @return the moment
	 */
	Tick plusNanos(long duration) {
		return new Tick(this.nanos + duration, this.millis + duration / NANOS_PER_MILLI);
	}

	/**
	 * Returns whether this moment is later than another, on the monotonic clock.
	 * @param other the other moment
	 * @return {@code true} if it is strictly later
	 */
	public boolean isAfter(Tick other) {
		return this.nanos - other.nanos > 0;
	}

}
