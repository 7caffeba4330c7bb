package io.github.keepalive.probe;

/**
 * How far a probe is.
 *
 * @since 0.1.0
 */
public enum ProbeState {

	/**
	 * Never asked for.
	 */
	NOT_STARTED,

	/**
	 * Under way.
	 */
	RUNNING,

	/**
	 * It has a result.
	 */
	DONE,

	/**
	 * Stopped before it had one.
	 */
	CANCELLED,

	/**
	 * It could not get one.
	 */
	FAILED

}
