package io.github.keepalive.connection;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What was learned and measured of the idle window of a route's peer, at one moment.
 *
 * @param estimate the window, or {@code null} as long as nothing is known
 * @param survived longest idle time after which any connection of the route was used
 * again with success, or {@code null} if none was
 * @param survivedThere the same for the address with the shortest window, or {@code null}
 * if that is not known
 * @param patterns what closed connections that was no idle timeout
 * @param probed what was measured on purpose, or {@code null} if nothing was
 * @since 0.1.0
 */
public record WindowReading(@Nullable Estimate estimate, @Nullable Duration survived, @Nullable Duration survivedThere,
		List<SeenPattern> patterns, @Nullable Probed probed) {

	/**
	 * Nothing is known.
	 */
	public static final WindowReading NOTHING = new WindowReading(null, null, null, List.of(), null);

	public WindowReading {
		patterns = List.copyOf(patterns);
	}

	/**
	 * Returns the shortest window that was seen.
	 * @return the window, or {@code null} if none was
	 */
	public @Nullable Duration shortest() {
		Duration learned = (this.estimate != null) ? this.estimate.lowest() : null;
		Duration measured = (this.probed != null && this.probed.closeSeen()) ? this.probed.window() : null;
		if (learned == null || measured == null) {
			return (learned != null) ? learned : measured;
		}
		return (measured.compareTo(learned) < 0) ? measured : learned;
	}

	/**
	 * Returns whether connections that are kept for some time are closed by the peer
	 * before.
	 * @param idle how long idle connections are kept
	 * @return {@code true} if that is known
	 */
	public boolean isExceededBy(Duration idle) {
		Duration shortest = shortest();
		return shortest != null && idle.compareTo(shortest) >= 0;
	}

	/**
	 * A window that was learned from closes.
	 *
	 * @param about median of the idle times at which connections were closed
	 * @param lowest shortest of them
	 * @param closes how many closes it was learned from, at most 32 for each address
	 * @param addresses how many addresses of the route close after that time
	 * @param upperBound whether closes were noticed only when somebody looked, so that
	 * the window may be shorter
	 * @param spread how far apart the idle times are
	 */
	public record Estimate(Duration about, Duration lowest, int closes, int addresses, boolean upperBound,
			Duration spread) {

		public Estimate {
			Objects.requireNonNull(about, "'about' must not be null");
			Objects.requireNonNull(lowest, "'lowest' must not be null");
			Objects.requireNonNull(spread, "'spread' must not be null");
		}

	}

	/**
	 * Closes that were no idle timeout.
	 *
	 * @param pattern what they had in common
	 * @param count how many were seen
	 * @param requests after how many requests, for {@link ClosePattern#MAX_REQUESTS}
	 * @param about at about which age of the connection, for
	 * {@link ClosePattern#MAX_AGE}, or idle time, for {@link ClosePattern#AMBIGUOUS}
	 */
	public record SeenPattern(ClosePattern pattern, int count, @Nullable Integer requests, @Nullable Duration about) {

		public SeenPattern {
			Objects.requireNonNull(pattern, "'pattern' must not be null");
		}

		SeenPattern plus(int more) {
			return new SeenPattern(this.pattern, this.count + more, this.requests, this.about);
		}

	}

	/**
	 * A measurement on a connection of its own.
	 *
	 * @param window after how much idle time the peer closed the connection, or for how
	 * long it did not
	 * @param closeSeen whether it closed it
	 * @param at when that was seen
	 */
	public record Probed(Duration window, boolean closeSeen, Tick at) {

		public Probed {
			Objects.requireNonNull(window, "'window' must not be null");
			Objects.requireNonNull(at, "'at' must not be null");
		}

	}

}
