package io.github.keepalive.autoconfigure;

/**
 * What a violated order does that comes to light only when the application has started.
 *
 * @since 0.1.0
 */
public enum Verify {

	/**
	 * It is reported by the endpoint only.
	 */
	OFF,

	/**
	 * It is logged as well.
	 */
	WARN,

	/**
	 * It stops the start.
	 */
	FAIL

}
