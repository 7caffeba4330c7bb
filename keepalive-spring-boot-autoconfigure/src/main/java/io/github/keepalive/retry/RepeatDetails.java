package io.github.keepalive.retry;

import java.time.Duration;

import io.github.keepalive.fault.AttemptFacts;
import io.github.keepalive.fault.FaultKind;
import io.github.keepalive.fault.RepeatDecision;
import io.github.keepalive.policy.Durations;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a failed exchange and why it was or was not repeated. Reaches the
 * caller as a suppressed exception of the failure; has no stack trace. Outer retries can
 * ask {@link #find(Throwable)} whether the one repeat has been used up.
 *
 * @since 0.1.0
 */
public final class RepeatDetails extends Exception {

	private static final long serialVersionUID = 1L;

	private static final int LONGEST_CHAIN = 16;

	private final transient FaultKind fault;

	private final transient AttemptFacts facts;

	private final transient RepeatDecision decision;

	private final int sends;

	RepeatDetails(String authority, FaultKind fault, AttemptFacts facts, RepeatDecision decision, int sends) {
		super(describe(authority, fault, facts, decision, sends), null, false, false);
		this.fault = fault;
		this.facts = facts;
		this.decision = decision;
		this.sends = sends;
	}

	/**
	 * Looks for the details of a failure.
	 * @param failure what reached the caller, wrapped or not
	 * @return the details, or {@code null} if the failure did not pass through this
	 * library
	 */
	public static @Nullable RepeatDetails find(Throwable failure) {
		Throwable current = failure;
		for (int depth = 0; current != null && depth < LONGEST_CHAIN; depth++) {
			RepeatDetails details = attachedTo(current);
			if (details != null) {
				return details;
			}
			current = current.getCause();
		}
		return null;
	}

	static @Nullable RepeatDetails attachedTo(Throwable failure) {
		if (failure instanceof RepeatDetails details) {
			return details;
		}
		for (Throwable suppressed : failure.getSuppressed()) {
			if (suppressed instanceof RepeatDetails details) {
				return details;
			}
		}
		return null;
	}

	/**
	 * Returns what went wrong.
	 * @return the kind of fault
	 */
	public FaultKind fault() {
		return this.fault;
	}

	/**
	 * Returns what is known of the failed send.
	 * @return the facts
	 */
	public AttemptFacts facts() {
		return this.facts;
	}

	/**
	 * Returns whether the request was sent once more after this failure, and why, or the
	 * first condition that forbade it.
	 * @return the decision
	 */
	public RepeatDecision decision() {
		return this.decision;
	}

	/**
	 * Returns how often the request had been sent, this failure included.
	 * @return 1 or 2
	 */
	public int sends() {
		return this.sends;
	}

	/**
	 * Returns whether the one automatic repeat has been used, so that an outer retry
	 * would be the second (RFC 9110, section 9.2.2 forbids automatic retries of a failed
	 * automatic retry).
	 * @return {@code true} if so
	 */
	public boolean usedUp() {
		return this.sends > 1;
	}

	private static String describe(String authority, FaultKind fault, AttemptFacts facts, RepeatDecision decision,
			int sends) {
		StringBuilder text = new StringBuilder(160).append((facts.authority() != null) ? facts.authority() : authority)
			.append(": ")
			.append(fault)
			.append(" on ")
			.append(connection(facts));
		if (sends > 1) {
			text.append(", send ").append(sends);
		}
		text.append("; ").append(decision);
		String property = decision.reason().property();
		if (property != null && !decision.repeat()) {
			text.append(" (see '").append(property).append("')");
		}
		return text.toString();
	}

	private static String connection(AttemptFacts facts) {
		Boolean reused = facts.reused();
		if (reused == null) {
			return "a connection of unknown age";
		}
		Duration idle = facts.idle();
		return (reused ? "a reused connection" : "a fresh connection")
				+ ((reused && idle != null) ? ", idle " + Durations.format(idle) : "");
	}

}
