package io.github.keepalive.probe;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What the user said about the probe of one upstream.
 *
 * @param upstream name of the upstream
 * @param key the property prefix these values were read from, for messages
 * @param uri what is asked for
 * @param method HTTP method of the request
 * @param limit how long a probe waits for the end of its connection
 * @param tls whom the probe trusts, or {@code null} for the JVM's default
 * @since 0.1.0
 */
public record ProbeSettings(String upstream, String key, String uri, String method, Duration limit,
		@Nullable ProbeTls tls) {

	public ProbeSettings {
		Objects.requireNonNull(upstream, "'upstream' must not be null");
		Objects.requireNonNull(key, "'key' must not be null");
		Objects.requireNonNull(uri, "'uri' must not be null");
		Objects.requireNonNull(method, "'method' must not be null");
		Objects.requireNonNull(limit, "'limit' must not be null");
	}

	@Override
	public String toString() {
		// Never the URI: its query may be a secret.
		return this.key;
	}

}
