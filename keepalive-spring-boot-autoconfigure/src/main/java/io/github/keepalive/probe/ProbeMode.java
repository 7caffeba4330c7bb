package io.github.keepalive.probe;

/**
 * What a probe looks for.
 *
 * @since 0.1.0
 */
public enum ProbeMode {

	/**
	 * Waits for the end of the idle connection.
	 */
	CLOSE,

	/**
	 * Sends a second request after a chosen idle time: what is dropped in silence is not
	 * seen by waiting.
	 */
	SURVIVE

}
