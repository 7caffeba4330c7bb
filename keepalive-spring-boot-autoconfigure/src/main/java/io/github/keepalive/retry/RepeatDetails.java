package io.github.keepalive.retry;

import io.github.keepalive.fault.AttemptFacts;
import io.github.keepalive.fault.FaultKind;
import io.github.keepalive.fault.RepeatDecision;
import io.github.keepalive.fault.RepeatRules;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a failed exchange and why it was or was not repeated. Reaches the
 * caller as a suppressed exception of the failure; has no stack trace. Its message says
 * host and port, how long the connection had been idle, the decision with the first
 * condition that failed, and what would change it; never anything of the path, the query
 * or the headers. The same line is logged at DEBUG level, for repeats that succeed as
 * well, by the logger {@code io.github.keepalive.retry.Repeater}.
 * <p>
 * A retry of your own, further out, should leave alone what has been repeated already:
 * automatic retries of a failed automatic retry are forbidden (RFC 9110, section 9.2.2),
 * and each layer multiplies the load on a server in trouble. With Spring Framework's
 * {@code RetryTemplate}: <pre class="code">
 * RetryPolicy policy = RetryPolicy.builder()
 *     .predicate((failure) -&gt; !RepeatDetails.usedUp(failure))
 *     .build();
 * </pre> and for {@code @Retryable(predicate = NotRepeatedYet.class)}: <pre class="code">
 * class NotRepeatedYet implements MethodRetryPredicate {
 *
 *     public boolean shouldRetry(Method method, Throwable failure) {
 *         return !RepeatDetails.usedUp(failure);
 *     }
 *
 * }
 * </pre>
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

	RepeatDetails(String message, FaultKind fault, AttemptFacts facts, RepeatDecision decision, int sends) {
		super(message, null, false, false);
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

	/**
	 * Returns whether the one automatic repeat has been used for a failure, so that an
	 * outer retry would be the second.
	 * @param failure what reached the caller, wrapped or not
	 * @return {@code true} if so, {@code false} also if the failure did not pass through
	 * this library
	 */
	public static boolean usedUp(Throwable failure) {
		RepeatDetails details = find(failure);
		return details != null && details.usedUp();
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

	/**
	 * Returns whether not a byte came back on a reused connection before the read
	 * timeout, as if something on the way had forgotten it.
	 * @return {@code true} if so
	 */
	public boolean suspectedBlackHole() {
		return RepeatRules.suspectedBlackHole(this.fault, this.facts);
	}

}
