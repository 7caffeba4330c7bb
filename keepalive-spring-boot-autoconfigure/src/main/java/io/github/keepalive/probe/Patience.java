package io.github.keepalive.probe;

import java.time.Duration;

/**
 * How long a probe waits for what should come at once.
 *
 * @param connect for a connection to one address, and for its TLS handshake
 * @param response for a whole response
 * @param bytes most bytes of a response
 * @param silence for the answer to a second request
 * @param atOnce how soon after the response a close is none of an idle connection
 */
record Patience(Duration connect, Duration response, long bytes, Duration silence, Duration atOnce) {

	static final Patience DEFAULT = new Patience(Duration.ofSeconds(5), Duration.ofSeconds(10), 1 << 20,
			Duration.ofSeconds(10), Duration.ofMillis(250));

}
