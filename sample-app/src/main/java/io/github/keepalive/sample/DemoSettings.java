package io.github.keepalive.sample;

import java.time.Duration;

/**
 * What one comparison runs with.
 *
 * @param window idle time after which the proxy closes a connection of a client
 * @param pathDelay delay each way between a client and the proxy
 * @param duration how long requests are sent
 * @param seed seed of the gaps between requests
 */
record DemoSettings(Duration window, Duration pathDelay, Duration duration, long seed) {

	static final String WINDOW_RULE = "Use a window of 500ms to 10s.";

	private static final Duration SHORTEST_WINDOW = Duration.ofMillis(500);

	private static final Duration LONGEST_WINDOW = Duration.ofSeconds(10);

	static boolean isWindow(Duration window) {
		return window.compareTo(SHORTEST_WINDOW) >= 0 && window.compareTo(LONGEST_WINDOW) <= 0;
	}

}
