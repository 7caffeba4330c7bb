package io.github.keepalive.retry;

import io.github.keepalive.connection.Attempt;
import io.github.keepalive.connection.Tick;
import io.github.keepalive.fault.AttemptFacts;
import io.github.keepalive.fault.FaultKind;
import io.github.keepalive.fault.RepeatDecision;
import io.github.keepalive.fault.RepeatReason;
import io.github.keepalive.fault.RepeatRules;
import io.github.resilience4j.retry.Retry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A logical call whose first send failed; calls that succeed never need one. Used by one
 * thread at a time.
 */
final class FailedCall {

	private static final Log logger = LogFactory.getLog(Repeater.class);

	private final Repeater repeater;

	private final Retry.AsyncContext<Object> context;

	private @Nullable Throwable first;

	private @Nullable Tick failureSeenAt;

	FailedCall(Repeater repeater) {
		this.repeater = repeater;
		this.context = repeater.retry().begin();
	}

	/**
	 * Judges the first failure, explains it and, if it is to be repeated, counts that.
	 * @param failure what the client library threw
	 * @param send what failed
	 * @return whether to send once more
	 */
	boolean mayRepeat(Throwable failure, Send send) {
		this.failureSeenAt = this.repeater.now();
		this.first = failure;
		FaultKind fault = fault(failure, send);
		AttemptFacts facts = lost(fault, send.attempt());
		RepeatDecision decision = this.repeater.decide(fault, facts, send);
		return run(failure, fault, facts, decision, send);
	}

	/**
	 * Judges a 408 that took the place of a close.
	 * @param send what was answered so
	 * @return whether to send once more; if not, the 408 is the response
	 */
	boolean mayRepeatAfterIdleClose(Send send) {
		this.failureSeenAt = this.repeater.now();
		AttemptFacts facts = lost(FaultKind.REQUEST_TIMEOUT, send.attempt());
		RepeatDecision decision = this.repeater.decide(FaultKind.REQUEST_TIMEOUT, facts, send);
		RepeatDetails details = details(FaultKind.REQUEST_TIMEOUT, facts, decision, send);
		if (!decision.repeat()) {
			logger.debug(details.getMessage());
			succeeded();
			return false;
		}
		this.first = details;
		return run(details, FaultKind.REQUEST_TIMEOUT, facts, decision, send);
	}

	private boolean run(Throwable failure, FaultKind fault, AttemptFacts facts, RepeatDecision decision, Send send) {
		boolean repeat = this.repeater.retry().failed(this.context, failure, decision.repeat());
		RepeatDecision outcome = (decision.repeat() && !repeat) ? new RepeatDecision(false, RepeatReason.RETRY_INSTANCE)
				: decision;
		explain(failure, fault, details(fault, facts, outcome, send));
		if (repeat) {
			send.attempt().repeated();
		}
		return repeat;
	}

	Attempt nextAttempt() {
		Tick seenAt = this.failureSeenAt;
		return Attempt.repeat((seenAt != null) ? seenAt : this.repeater.now());
	}

	void succeeded() {
		this.repeater.retry().succeeded(this.context);
	}

	/**
	 * Judges the failure of the repeat, which ends the call; the first failure goes with
	 * it.
	 * @param failure what the client library threw
	 * @param send what failed
	 */
	void failedAgain(Throwable failure, Send send) {
		FaultKind fault = fault(failure, send);
		AttemptFacts facts = lost(fault, send.attempt());
		RepeatDecision decision = this.repeater.decide(fault, facts, send);
		this.repeater.retry().failed(this.context, failure, true);
		explain(failure, fault, details(fault, facts, decision, send));
		Throwable earlier = this.first;
		if (earlier != null && earlier != failure) {
			failure.addSuppressed(earlier);
		}
	}

	/**
	 * Ends a call whose repeat failed for a reason that lies with the caller.
	 * @param failure what went wrong
	 */
	void abandoned(Throwable failure) {
		this.repeater.retry().failed(this.context, failure, true);
	}

	private FaultKind fault(Throwable failure, Send send) {
		FaultKind fault = this.repeater.classify(failure);
		// Proof about the last leg is none about the legs before: a redirected POST was
		// processed once even if its second leg was refused.
		return (fault.provablyUnprocessed() && send.attempt().continued()) ? FaultKind.CLOSED : fault;
	}

	private static AttemptFacts lost(FaultKind fault, Attempt attempt) {
		AttemptFacts facts = attempt.facts();
		if (fault == FaultKind.REQUEST_TIMEOUT
				|| (fault.connectionLost() && !Boolean.TRUE.equals(facts.responseByte()))) {
			attempt.connectionLost();
		}
		if (RepeatRules.suspectedBlackHole(fault, facts)) {
			attempt.suspectedBlackHole();
		}
		return facts;
	}

	private RepeatDetails details(FaultKind fault, AttemptFacts facts, RepeatDecision decision, Send send) {
		int sends = send.surroundings().attempt();
		String message = this.repeater.explanation()
			.of(RepeatBudgets.authority(send.uri()), fault, facts, decision, sends);
		return new RepeatDetails(message, fault, facts, decision, sends);
	}

	private static void explain(Throwable failure, FaultKind fault, RepeatDetails details) {
		if (logger.isDebugEnabled()) {
			logger.debug(details.getMessage());
		}
		// What is no failure of the exchange, such as a body that cannot be encoded, is
		// none of our business; an exception that is thrown again keeps what it has.
		if (fault != FaultKind.OTHER && RepeatDetails.attachedTo(failure) == null) {
			failure.addSuppressed(details);
		}
	}

}
