package io.github.keepalive.policy;

/**
 * Where a value comes from.
 *
 * @since 0.1.0
 */
public enum Origin {

	/**
	 * Set by the user, under {@code keepalive.*} or under a property of Spring Boot.
	 */
	CONFIGURED,

	/**
	 * Taken from the catalogue entry that the user named.
	 */
	PRESET,

	/**
	 * Computed from a configured or preset value.
	 */
	DERIVED,

	/**
	 * Computed from a window that nobody stated.
	 */
	ASSUMED,

	/**
	 * Told by the peer in a {@code Keep-Alive} response header.
	 */
	HINT,

	/**
	 * Learned from closes seen on idle connections.
	 */
	LEARNED,

	/**
	 * Measured on a connection opened for that purpose.
	 */
	PROBED,

	/**
	 * What the library does by itself.
	 */
	LIBRARY,

	/**
	 * Asked for, with no way to read back whether it took effect.
	 */
	REQUESTED

}
