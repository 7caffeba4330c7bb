package io.github.keepalive.client.jdk;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The value to ask for so that the JDK's pool gives up connections in time. It has no
 * check at lease: a background thread closes what is due, and may sleep through the
 * moment. It looks again after {@code jdk.internal.httpclient.selectorTimeout} (3 s, at
 * least 1 s), so a connection can be reused that much later than asked for (seen with JDK
 * 25: up to 7.9 s for 5 s).
 *
 * @param seconds the value
 * @param lateness how much later a connection may still be used
 * @param needsShorterWait whether the selector must be told to look more often
 */
record JdkIdleSeconds(long seconds, Duration lateness, boolean needsShorterWait) {

	static final String SHORTEST_WAIT = "1000";

	private static final Duration SHORTEST = Duration.ofSeconds(1);

	private static final Duration DEFAULT = Duration.ofSeconds(3);

	/**
	 * Scheduling of the selector thread.
	 */
	private static final Duration SLACK = Duration.ofMillis(100);

	/**
	 * Below this idle time 3 s are too large a part of it.
	 */
	private static final Duration SHORT_IDLE = Duration.ofSeconds(10);

	static JdkIdleSeconds below(Duration idle, JdkRuntime runtime) {
		boolean shorter = idle.compareTo(SHORT_IDLE) < 0 && runtime.setting(JdkRuntime.SELECTOR_WAIT) == null;
		Duration lateness = (shorter ? SHORTEST : selectorWait(runtime)).plus(SLACK);
		// Zero would be taken as it is: nothing would be kept, or only by accident.
		return new JdkIdleSeconds(Math.max(1, idle.minus(lateness).toSeconds()), lateness, shorter);
	}

	static Duration latest(Duration asked, JdkRuntime runtime) {
		return asked.plus(selectorWait(runtime)).plus(SLACK);
	}

	private static Duration selectorWait(JdkRuntime runtime) {
		Duration millis = parse(runtime.setting(JdkRuntime.SELECTOR_WAIT));
		if (millis == null || millis.isZero()) {
			return DEFAULT;
		}
		Duration wait = millis.dividedBy(1000);
		return (wait.compareTo(SHORTEST) > 0) ? wait : SHORTEST;
	}

	static @Nullable Duration parse(@Nullable String seconds) {
		try {
			long value = (seconds != null) ? Long.parseLong(seconds.trim()) : -1;
			return (value >= 0) ? Duration.ofSeconds(value) : null;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

}
