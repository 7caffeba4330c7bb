package io.github.keepalive.connection;

import java.time.Duration;

/**
 * Requests of one clock hour that met a dead pooled connection on one route. Immutable.
 *
 * @param hour the hour, counted from the epoch
 * @param stale how many there were
 * @param minutes in how many different minutes
 * @param lastMinute the last of those minutes
 * @param reusedBefore how many leases had got a pooled connection when it began
 * @param youngest the shortest time that one of the dead connections had been idle
 */
record StaleHour(long hour, int stale, int minutes, long lastMinute, long reusedBefore, Duration youngest) {

	private static final long MINUTE = 60_000;

	private static final long HOUR = 60 * MINUTE;

	private static final int ENOUGH = 10;

	/**
	 * A restart, even of several instances one after the other, is over sooner.
	 */
	private static final int ENOUGH_MINUTES = 6;

	private static final int PERCENT = 100;

	static final StaleHour NONE = new StaleHour(-1, 0, 0, -1, 0, Duration.ZERO);

	StaleHour plus(Tick at, Duration idle, long reused) {
		long minute = at.millis() / MINUTE;
		long now = at.millis() / HOUR;
		if (now != this.hour) {
			return new StaleHour(now, 1, 1, minute, reused - 1, idle);
		}
		return new StaleHour(now, this.stale + 1, this.minutes + ((minute != this.lastMinute) ? 1 : 0), minute,
				this.reusedBefore, (idle.compareTo(this.youngest) < 0) ? idle : this.youngest);
	}

	/**
	 * Answers whether this happens again and again, rather than once in a while when a
	 * peer is restarted: at least ten times in one hour, in six different minutes, and on
	 * at least one in a hundred pooled connections.
	 * @param now the present; whatever is older than the hour before is over
	 * @param reused how many leases have got a pooled connection by now
	 * @return {@code true} if so
	 */
	boolean recurs(Tick now, long reused) {
		return now.millis() / HOUR - this.hour <= 1 && this.stale >= ENOUGH && this.minutes >= ENOUGH_MINUTES
				&& (long) this.stale * PERCENT >= reused - this.reusedBefore;
	}

}
