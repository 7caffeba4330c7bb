package io.github.keepalive.retry;

import java.time.Duration;

import io.github.keepalive.fault.AttemptFacts;
import io.github.keepalive.fault.FaultKind;
import io.github.keepalive.fault.RepeatDecision;
import io.github.keepalive.fault.RepeatReason;
import io.github.keepalive.fault.RepeatRules;
import io.github.keepalive.policy.Durations;
import org.jspecify.annotations.Nullable;

/**
 * Puts into one line what happened, what was decided and what would change that. Names
 * host and port, but nothing else of the request.
 */
final class Explanation {

	private static final String MARK = "KeepAliveAttributes.IDEMPOTENT or @Idempotent";

	// What is refused as 'keepalive.client.idle'; no server waits less for a request.
	private static final Duration SHORTEST_IDLE = Duration.ofMillis(500);

	private final @Nullable String keyHeader;

	Explanation(@Nullable String keyHeader) {
		this.keyHeader = keyHeader;
	}

	String of(String authority, FaultKind fault, AttemptFacts facts, RepeatDecision decision, int sends) {
		StringBuilder text = new StringBuilder(320);
		text.append((facts.authority() != null) ? facts.authority() : authority)
			.append(": ")
			.append(fault)
			.append(" on ")
			.append(connection(facts));
		if (sends > 1) {
			text.append(", send ").append(sends);
		}
		text.append("; ").append(decision);
		if (!decision.repeat()) {
			text.append(remedy(decision.reason()));
		}
		return text.append(avoidance(fault, facts)).toString();
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

	private String remedy(RepeatReason reason) {
		String advice = advice(reason);
		String property = reason.property();
		if (property == null) {
			return (advice != null) ? " (" + advice + ")" : "";
		}
		return " (" + ((advice != null) ? advice + "; " : "") + "see '" + property + "')";
	}

	private @Nullable String advice(RepeatReason reason) {
		return switch (reason) {
			case REUSE_UNKNOWN -> "HttpClient 5, Reactor Netty and Jetty can tell";
			case BODY_NOT_REPEATABLE -> "give the body as a value, or as a Resource that can be opened again";
			case MARKED_NOT_REPEATABLE -> "marked with " + MARK;
			case CONDITIONAL_WRITE -> "mark it with " + MARK + " if a 412 is no harm";
			case METHOD_NOT_IDEMPOTENT ->
				((this.keyHeader != null) ? "send the header '" + this.keyHeader + "', or " : "") + "mark it with "
						+ MARK;
			default -> null;
		};
	}

	private static String avoidance(FaultKind fault, AttemptFacts facts) {
		boolean stale = Boolean.TRUE.equals(facts.reused())
				&& (fault == FaultKind.REQUEST_TIMEOUT || !Boolean.TRUE.equals(facts.responseByte()));
		Duration idle = facts.idle();
		if (RepeatRules.suspectedBlackHole(fault, facts) && idle != null) {
			return ". Not a byte came back" + silence(idle);
		}
		if (!fault.connectionLost() || !stale || idle == null) {
			return "";
		}
		if (idle.compareTo(SHORTEST_IDLE) < 0) {
			return ". No idle timeout is that short: the peer restarted, or limits its connections";
		}
		return ". If it recurs, set 'keepalive.proxy.idle' to the peer's idle timeout, or 'keepalive.client.idle' below "
				+ Durations.format(idle);
	}

	private static String silence(Duration idle) {
		if (idle.compareTo(SHORTEST_IDLE) < 0) {
			return ": the peer is slow, or gone";
		}
		return ": the peer is slow, or a NAT gateway or firewall forgot the idle connection;"
				+ " name it in 'keepalive.proxy.also', or set 'keepalive.client.idle' below " + Durations.format(idle);
	}

}
