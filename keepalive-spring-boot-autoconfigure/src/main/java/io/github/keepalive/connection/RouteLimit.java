package io.github.keepalive.connection;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import io.github.keepalive.connection.WindowReading.Estimate;
import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.Durations;
import io.github.keepalive.policy.Origin;
import org.jspecify.annotations.Nullable;

/**
 * How long connections of one route may be idle in one client: as planned, or less where
 * a shorter window was learned and is to be followed. Thread-safe, lock-free for
 * decisions.
 */
final class RouteLimit {

	private static final long FLOOR_NANOS = Duration.ofSeconds(1).toNanos();

	private static final int PARTS = 6;

	private final Derived planned;

	private final long plannedNanos;

	private final long marginNanos;

	private final @Nullable LearnedWindow followed;

	private volatile @Nullable Explained explained;

	/**
	 * Creates the limit.
	 * @param planned the planned idle time
	 * @param margin the planned margin
	 * @param followed the window to follow, or {@code null} for none
	 */
	RouteLimit(Derived planned, Duration margin, @Nullable LearnedWindow followed) {
		this.planned = planned;
		this.plannedNanos = planned.value().toNanos();
		this.marginNanos = margin.toNanos();
		this.followed = followed;
	}

	Derived planned() {
		return this.planned;
	}

	/**
	 * Returns how long a connection may be idle before any request.
	 * @return the time in nanoseconds
	 */
	long nanos() {
		WindowCeiling ceiling = ceiling();
		return (ceiling != null) ? below(ceiling.nanos()) : this.plannedNanos;
	}

	/**
	 * Returns how long a connection may be idle before a safe request, and in the pool.
	 * @param now the present
	 * @return the time in nanoseconds, at least {@link #nanos()}
	 */
	long relaxedNanos(Tick now) {
		WindowCeiling ceiling = ceiling();
		return (ceiling != null) ? below(ceiling.relaxedNanos(now)) : this.plannedNanos;
	}

	/**
	 * Returns the margin in force.
	 * @return the planned one, or a sixth of a short window
	 */
	long marginNanos() {
		WindowCeiling ceiling = ceiling();
		return (ceiling != null) ? margin(ceiling.nanos()) : this.marginNanos;
	}

	private @Nullable WindowCeiling ceiling() {
		return (this.followed != null) ? this.followed.ceiling() : null;
	}

	private long below(long window) {
		// Below a second there would be no reuse to speak of.
		return Math.min(this.plannedNanos, Math.max(FLOOR_NANOS, window - margin(window)));
	}

	private long margin(long window) {
		return Math.min(this.marginNanos, window / PARTS);
	}

	/**
	 * Returns the idle time in force for any request.
	 * @return the value with its origin
	 */
	Derived inForce() {
		WindowCeiling ceiling = ceiling();
		if (ceiling == null || this.followed == null || below(ceiling.nanos()) >= this.plannedNanos) {
			return this.planned;
		}
		Explained known = this.explained;
		if (known == null || known.ceiling() != ceiling) {
			known = new Explained(ceiling, explain(ceiling, this.followed.read().estimate()));
			this.explained = known;
		}
		return known.value();
	}

	private Derived explain(WindowCeiling ceiling, @Nullable Estimate estimate) {
		long limit = below(ceiling.nanos());
		String why = why(ceiling, estimate) + ", less " + format(margin(ceiling.nanos()));
		return new Derived(Duration.ofNanos(limit), ceiling.origin(),
				(limit == FLOOR_NANOS) ? why + ", at least 1s" : why);
	}

	private static String why(WindowCeiling ceiling, @Nullable Estimate estimate) {
		if (ceiling.origin() == Origin.PROBED) {
			return "closed after " + format(ceiling.nanos()) + " when probed";
		}
		if (estimate == null || estimate.lowest().toNanos() != ceiling.nanos()) {
			return "seen to survive " + format(ceiling.nanos());
		}
		return (estimate.upperBound() ? "closes after at most " : "closes after about ")
				+ format(estimate.about().toNanos()) + " (" + estimate.closes() + " seen, " + estimate.addresses()
				+ ((estimate.addresses() != 1) ? " addresses)" : " address)");
	}

	private static String format(long nanos) {
		return Durations.format(Duration.ofNanos(nanos).truncatedTo(ChronoUnit.MILLIS));
	}

	/**
	 * A limit put into words, which is done once.
	 *
	 * @param ceiling the limit
	 * @param value the words
	 */
	private record Explained(WindowCeiling ceiling, Derived value) {

	}

}
