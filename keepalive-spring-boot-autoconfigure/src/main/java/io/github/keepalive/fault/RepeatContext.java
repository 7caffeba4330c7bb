package io.github.keepalive.fault;

/**
 * What matters of the surroundings when the question is whether a request may be
 * repeated.
 *
 * @param attempt number of the failed send within the logical call, the first is 1
 * @param cancelled whether the caller gave up
 * @param closing whether the application is shutting down
 * @param deadlineNear whether half of the read timeout or more has been used
 * @since 0.1.0
 */
public record RepeatContext(int attempt, boolean cancelled, boolean closing, boolean deadlineNear) {

	/**
	 * Returns the same surroundings after one more send.
	 * @return the surroundings
	 */
	public RepeatContext later() {
		return new RepeatContext(this.attempt + 1, this.cancelled, this.closing, this.deadlineNear);
	}

}
