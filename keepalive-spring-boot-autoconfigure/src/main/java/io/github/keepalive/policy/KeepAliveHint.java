package io.github.keepalive.policy;

import java.time.Duration;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code Keep-Alive} response header, {@code timeout=5, max=100} (RFC 2068,
 * section 19.7.1). It is the word of the nearest hop and never a promise, so it only ever
 * shortens.
 *
 * @since 0.1.0
 */
public final class KeepAliveHint {

	private static final int PARTS = 6;

	private KeepAliveHint() {
	}

	/**
	 * Returns how long the connection may be idle by the peer's word. A timeout of zero,
	 * which HttpClient 5 takes for ever, means that it is not to be pooled.
	 * @param header the header, if there is one
	 * @param plannedMargin the margin of the plan; of a shorter window at most a sixth is
	 * taken off, as the plan itself would
	 * @return the limit, zero if the connection is not to be pooled, or {@code null} for
	 * no word
	 */
	public static @Nullable Duration idleLimit(@Nullable String header, Duration plannedMargin) {
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
		return window.minus(Durations.min(window.dividedBy(PARTS), plannedMargin));
	}

	private static @Nullable Long number(String text) {
		String digits = text.trim().replace("\"", "");
		// Longer than any timeout means anything; nine digits fit.
		return digits.matches("\\d{1,9}") ? Long.valueOf(digits) : null;
	}

}
