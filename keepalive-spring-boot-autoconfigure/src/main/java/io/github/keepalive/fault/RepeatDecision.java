package io.github.keepalive.fault;

/**
 * Whether a request is sent once more, and why.
 *
 * @param repeat whether to send it once more
 * @param reason why, or the first condition that failed
 * @since 0.1.0
 */
public record RepeatDecision(boolean repeat, RepeatReason reason) {

	static RepeatDecision no(RepeatReason reason) {
		return new RepeatDecision(false, reason);
	}

	static RepeatDecision yes(RepeatReason reason) {
		return new RepeatDecision(true, reason);
	}

	@Override
	public String toString() {
		return (this.repeat ? "REPEATED: " : "NOT_REPEATED: ") + this.reason;
	}

}
