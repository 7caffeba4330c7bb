package io.github.keepalive.policy;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What the user said about embedded servers; {@code null} means "derive it".
 *
 * @param key the property prefix these values were read from, for messages
 * @param idle idle time after which the server closes a kept connection
 * @param margin safety margin kept above the proxy's back window
 * @param headerTimeout longest time an accepted connection may take to send a request
 * head
 * @since 0.1.0
 */
public record ServerSettings(String key, @Nullable Duration idle, @Nullable Duration margin,
		@Nullable Duration headerTimeout) {

	public ServerSettings {
		Objects.requireNonNull(key, "'key' must not be null");
	}

}
