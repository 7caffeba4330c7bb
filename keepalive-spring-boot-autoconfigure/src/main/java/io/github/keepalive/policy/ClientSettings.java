package io.github.keepalive.policy;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What the user said about client pools; {@code null} means "derive it" or "leave it to
 * the library".
 *
 * @param key the property prefix these values were read from, for messages
 * @param idle idle time after which a pooled connection is not used again
 * @param margin safety margin kept below the proxy's front window
 * @param maxLifetime longest time a connection is used, busy or idle
 * @param maxConnections size of the whole pool
 * @param maxConnectionsPerRoute size of the pool for one host and port
 * @param acquireTimeout longest wait for a connection from a full pool
 * @param hint whether {@code Keep-Alive} response headers may shorten the idle time
 * @param learn what to do with a window that was learned from closes
 * @since 0.1.0
 */
public record ClientSettings(String key, @Nullable Duration idle, @Nullable Duration margin,
		@Nullable Duration maxLifetime, @Nullable Integer maxConnections, @Nullable Integer maxConnectionsPerRoute,
		@Nullable Duration acquireTimeout, boolean hint, @Nullable LearnMode learn) {

	public ClientSettings {
		Objects.requireNonNull(key, "'key' must not be null");
	}

	/**
	 * Creates settings that say nothing about learning.
	 * @param key the property prefix
	 * @param idle idle time after which a pooled connection is not used again
	 * @param margin safety margin kept below the proxy's front window
	 * @param maxLifetime longest time a connection is used, busy or idle
	 * @param maxConnections size of the whole pool
	 * @param maxConnectionsPerRoute size of the pool for one host and port
	 * @param acquireTimeout longest wait for a connection from a full pool
	 * @param hint whether response headers may shorten the idle time
	 */
	public ClientSettings(String key, @Nullable Duration idle, @Nullable Duration margin,
			@Nullable Duration maxLifetime, @Nullable Integer maxConnections, @Nullable Integer maxConnectionsPerRoute,
			@Nullable Duration acquireTimeout, boolean hint) {
		this(key, idle, margin, maxLifetime, maxConnections, maxConnectionsPerRoute, acquireTimeout, hint, null);
	}

}
