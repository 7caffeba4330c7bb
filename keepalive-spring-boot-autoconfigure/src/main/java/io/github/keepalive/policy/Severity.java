package io.github.keepalive.policy;

/**
 * How much a {@link Finding} matters.
 *
 * @since 0.1.0
 */
public enum Severity {

	/**
	 * Requests will fail: the order is violated.
	 */
	ERROR,

	/**
	 * Requests may fail under load or after a change.
	 */
	WARN,

	/**
	 * Worth knowing.
	 */
	INFO

}
