package io.github.keepalive.policy;

/**
 * What is done with the idle window of a peer that was learned from its closes.
 *
 * @since 0.1.0
 */
public enum LearnMode {

	/**
	 * Nothing is recorded.
	 */
	OFF,

	/**
	 * It is shown, and compared with the plan.
	 */
	REPORT,

	/**
	 * Client pools follow it where it is shorter than the plan.
	 */
	ENFORCE

}
