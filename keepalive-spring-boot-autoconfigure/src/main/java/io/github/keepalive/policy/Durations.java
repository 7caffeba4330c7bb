package io.github.keepalive.policy;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * Durations as people write them in a configuration: {@code 65s}, {@code 1.667s},
 * {@code 9m}.
 *
 * @since 0.1.0
 */
public final class Durations {

	private static final long HOUR_MILLIS = 3_600_000;

	private Durations() {
	}

	/**
	 * Formats a duration in the largest unit that keeps it short.
	 * @param duration the duration
	 * @return the text, never in more than milliseconds' precision
	 */
	public static String format(Duration duration) {
		long millis = duration.toMillis();
		// Proxies are configured in seconds, up to an hour and beyond: 600s stays 600s.
		if (millis % HOUR_MILLIS == 0 && Math.abs(millis) > HOUR_MILLIS) {
			return (millis / HOUR_MILLIS) + "h";
		}
		if (Math.abs(millis) < 1000 && millis != 0) {
			return millis + "ms";
		}
		return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString() + "s";
	}

	static Duration min(Duration a, Duration b) {
		return (a.compareTo(b) <= 0) ? a : b;
	}

	static Duration max(Duration a, Duration b) {
		return (a.compareTo(b) >= 0) ? a : b;
	}

}
