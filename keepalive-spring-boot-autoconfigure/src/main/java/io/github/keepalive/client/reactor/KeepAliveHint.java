package io.github.keepalive.client.reactor;

import java.time.Duration;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code Keep-Alive} response header, {@code timeout=5, max=100}.
 */
final class KeepAliveHint {

	private KeepAliveHint() {
	}

	/**
	 * Returns how long the connection may be idle by the peer's word.
	 * @param header the header, if there is one
	 * @param plannedMargin the margin of the plan; of a shorter window at most a sixth is
	 * taken off, as the plan itself would
	 * @return the limit, zero if the connection is not to be pooled, or {@code null} for
	 * no word
	 */
	static @Nullable Duration idleLimit(@Nullable String header, Duration plannedMargin) {
		Duration window = null;
		for (String parameter : (header != null) ? header.split(",") : new String[0]) {
			String[] pair = parameter.trim().toLowerCase(Locale.ROOT).split("=", 2);
			Long value = (pair.length == 2) ? number(pair[1]) : null;
			if (value != null && pair[0].trim().equals("timeout")) {
				window = Duration.ofSeconds(value);
			}
			if (value != null && value <= 0 && pair[0].trim().equals("max")) {
				return Duration.ZERO;
			}
		}
		return (window != null) ? less(window, plannedMargin) : null;
	}

	private static Duration less(Duration window, Duration plannedMargin) {
		Duration sixth = window.dividedBy(6);
		return window.minus((sixth.compareTo(plannedMargin) < 0) ? sixth : plannedMargin);
	}

	private static @Nullable Long number(String text) {
		String digits = text.trim().replace("\"", "");
		// Longer than any timeout means anything; nine digits fit.
		return digits.matches("\\d{1,9}") ? Long.valueOf(digits) : null;
	}

}
