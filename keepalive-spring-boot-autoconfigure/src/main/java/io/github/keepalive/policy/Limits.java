package io.github.keepalive.policy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Checks single values and reports pairs that disagree.
 */
final class Limits {

	/**
	 * Below this no pool can be of use, and the value is nearly always a missing unit.
	 */
	static final Duration SHORTEST_IDLE = Duration.ofMillis(500);

	/**
	 * Libraries count milliseconds in an {@code int}.
	 */
	static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);

	private Limits() {
	}

	static void checkIdle(String key, @Nullable Duration value) {
		if (value == null) {
			return;
		}
		checkPositive(key, value);
		if (value.compareTo(SHORTEST_IDLE) < 0) {
			throw conflict("An idle time below 500 ms makes every pooled connection useless.",
					"A number without a unit is taken as milliseconds; did you mean '" + value.toMillis()
							+ "s'? Otherwise set '" + key + "' to at least 500ms.",
					key, value);
		}
	}

	static void checkPositive(String key, @Nullable Duration value) {
		if (value == null) {
			return;
		}
		if (value.isZero() || value.isNegative()) {
			throw conflict("The value must be positive.",
					"Set '" + key
							+ "' to a positive duration with a unit, for example 60s, or remove it to have it derived.",
					key, value);
		}
		if (value.compareTo(LONGEST) > 0) {
			throw conflict("The value is longer than any library can count.",
					"Set '" + key + "' to at most 24 days, or remove it to have it derived.", key, value);
		}
	}

	static void checkAtLeastOne(String key, @Nullable Integer value) {
		if (value != null && value < 1) {
			throw new KeepAliveConflictException("The value must be at least 1.",
					"Set '" + key + "' to a positive number, or remove it to keep the library's own.",
					Map.of(key, String.valueOf(value)));
		}
	}

	static KeepAliveConflictException conflict(String message, String action, Object... keysAndValues) {
		Map<String, String> properties = new LinkedHashMap<>();
		for (int i = 0; i < keysAndValues.length; i += 2) {
			Object value = keysAndValues[i + 1];
			properties.put(keysAndValues[i].toString(),
					(value instanceof Duration duration) ? Durations.format(duration) : value.toString());
		}
		return new KeepAliveConflictException(message, action, properties);
	}

}
