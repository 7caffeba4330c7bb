package io.github.keepalive.fault;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The one rule about which request may be sent once more. Pure; the budget is asked by
 * the caller, last. Immutable.
 *
 * @since 0.1.0
 */
public final class RepeatRules {

	/**
	 * Methods that are idempotent and do not change the connection (RFC 9110, section
	 * 9.2.2; QUERY is safe with a body). TRACE is left out: nobody needs it repeated.
	 * Method names are case-sensitive; others, such as PROPFIND, need a key or a mark.
	 */
	public static final List<String> IDEMPOTENT_METHODS = List.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "QUERY");

	private final boolean enabled;

	private final Set<String> methods;

	/**
	 * Creates the rules.
	 * @param enabled whether anything is repeated at all
	 * @param methods the methods that may be repeated without a key; only ever a part of
	 * {@link #IDEMPOTENT_METHODS}
	 */
	public RepeatRules(boolean enabled, List<String> methods) {
		this.enabled = enabled;
		this.methods = new LinkedHashSet<>(methods);
		this.methods.retainAll(IDEMPOTENT_METHODS);
	}

	/**
	 * Returns whether anything is repeated at all.
	 * @return {@code true} if so
	 */
	public boolean enabled() {
		return this.enabled;
	}

	/**
	 * Returns the methods that may be repeated without a key.
	 * @return the methods, in upper case
	 */
	public List<String> methods() {
		return List.copyOf(this.methods);
	}

	/**
	 * Decides.
	 * @param fault what went wrong
	 * @param facts what is known of the failed send
	 * @param request what was sent
	 * @param context the surroundings
	 * @return the decision; a budget may still forbid what it allows
	 */
	public RepeatDecision decide(FaultKind fault, AttemptFacts facts, RequestTraits request, RepeatContext context) {
		RepeatReason objection = objection(fault, facts, context);
		if (objection != null) {
			return RepeatDecision.no(objection);
		}
		if (!request.bodyRepeatable()) {
			return RepeatDecision.no(RepeatReason.BODY_NOT_REPEATABLE);
		}
		if (Boolean.FALSE.equals(request.idempotent())) {
			return RepeatDecision.no(RepeatReason.MARKED_NOT_REPEATABLE);
		}
		if (request.upgrade()) {
			return RepeatDecision.no(RepeatReason.UPGRADE);
		}
		if (unprocessed(fault, facts)) {
			return RepeatDecision.yes(RepeatReason.UNPROCESSED);
		}
		return decideByIdempotency(request);
	}

	/**
	 * Returns whether a failure looks as if something on the way, such as a NAT gateway
	 * or a firewall, had forgotten an idle connection and dropped the request without a
	 * word. It may as well be a slow server, so nothing follows for the request.
	 * @param fault what went wrong
	 * @param facts what is known of the failed send
	 * @return {@code true} if so
	 */
	public static boolean suspectedBlackHole(FaultKind fault, AttemptFacts facts) {
		return fault == FaultKind.TIMEOUT && Boolean.TRUE.equals(facts.reused()) && Boolean.TRUE.equals(facts.written())
				&& Boolean.FALSE.equals(facts.responseByte());
	}

	private @Nullable RepeatReason objection(FaultKind fault, AttemptFacts facts, RepeatContext context) {
		if (!this.enabled) {
			return RepeatReason.DISABLED;
		}
		// The caller's will beats whatever the network did meanwhile.
		if (context.cancelled() || fault == FaultKind.CANCELLED) {
			return RepeatReason.CANCELLED;
		}
		if (!fault.connectionLost()) {
			return RepeatReason.NOT_A_LOST_CONNECTION;
		}
		if (!unprocessed(fault, facts) && !Boolean.TRUE.equals(facts.reused())) {
			return (facts.reused() != null) ? RepeatReason.FRESH_CONNECTION : RepeatReason.REUSE_UNKNOWN;
		}
		// A 408 is a response, but one that was sent before the request arrived.
		if (fault != FaultKind.REQUEST_TIMEOUT && !Boolean.FALSE.equals(facts.responseByte())
				&& !unprocessed(fault, facts)) {
			return RepeatReason.RESPONSE_STARTED;
		}
		if (context.closing()) {
			return RepeatReason.CLOSING;
		}
		if (context.attempt() > 1) {
			return RepeatReason.ALREADY_REPEATED;
		}
		return context.deadlineNear() ? RepeatReason.DEADLINE_NEAR : null;
	}

	private RepeatDecision decideByIdempotency(RequestTraits request) {
		if (Boolean.TRUE.equals(request.idempotent())) {
			return RepeatDecision.yes(RepeatReason.IDEMPOTENT);
		}
		if (request.conditional()) {
			return RepeatDecision.no(RepeatReason.CONDITIONAL_WRITE);
		}
		if (request.keyed()) {
			return RepeatDecision.yes(RepeatReason.IDEMPOTENT);
		}
		// An override can only narrow: GET overridden to POST is a POST, POST overridden
		// to PUT stays a POST.
		String override = request.methodOverride();
		if (!IDEMPOTENT_METHODS.contains(request.method())
				|| (override != null && !IDEMPOTENT_METHODS.contains(override.toUpperCase(Locale.ROOT)))) {
			return RepeatDecision.no(RepeatReason.METHOD_NOT_IDEMPOTENT);
		}
		if (!this.methods.contains(request.method())) {
			return RepeatDecision.no(RepeatReason.METHOD_EXCLUDED);
		}
		return RepeatDecision.yes(RepeatReason.IDEMPOTENT);
	}

	private static boolean unprocessed(FaultKind fault, AttemptFacts facts) {
		return fault.provablyUnprocessed() || (fault.connectionLost() && Boolean.FALSE.equals(facts.written()));
	}

}
