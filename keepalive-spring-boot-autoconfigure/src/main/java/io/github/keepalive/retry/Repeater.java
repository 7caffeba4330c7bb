package io.github.keepalive.retry;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

import io.github.keepalive.connection.Attempt;
import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.connection.Tick;
import io.github.keepalive.fault.AttemptFacts;
import io.github.keepalive.fault.FaultClassifier;
import io.github.keepalive.fault.FaultKind;
import io.github.keepalive.fault.RepeatContext;
import io.github.keepalive.fault.RepeatDecision;
import io.github.keepalive.fault.RepeatReason;
import io.github.keepalive.fault.RepeatRules;
import io.github.keepalive.fault.RequestTraits;
import io.github.resilience4j.retry.RetryRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;

/**
 * What all repeating request factories and connectors of an application share: the rule,
 * the budgets and the Resilience4j instance. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Repeater {

	private static final AttemptFacts STALE = new AttemptFacts(true, Duration.ZERO, 1, true, false, null);

	private static final RepeatContext UNHINDERED = new RepeatContext(1, false, false, false);

	private final RepeatRules rules;

	private final FaultClassifier classifier;

	private final TraitsReader traits;

	private final Explanation explanation;

	private final RepeatBudgets budgets;

	private final RetryInstance retry;

	private final IdleClock clock;

	private final BooleanSupplier closing;

	/**
	 * Creates the shared part.
	 * @param rules which request may be repeated
	 * @param classifier tells the kind of a failure
	 * @param idempotencyKeyHeaders headers that make a request repeatable
	 * @param budgets limits repeats to a small part of the traffic
	 * @param registry the user's Resilience4j registry, or {@code null} if there is none
	 * @param clock where to read the time
	 * @param closing whether the application is shutting down
	 */
	public Repeater(RepeatRules rules, FaultClassifier classifier, List<String> idempotencyKeyHeaders,
			RepeatBudgets budgets, @Nullable RetryRegistry registry, IdleClock clock, BooleanSupplier closing) {
		this.rules = Objects.requireNonNull(rules, "'rules' must not be null");
		this.classifier = Objects.requireNonNull(classifier, "'classifier' must not be null");
		this.traits = new TraitsReader(idempotencyKeyHeaders);
		this.explanation = new Explanation(idempotencyKeyHeaders.isEmpty() ? null : idempotencyKeyHeaders.get(0));
		this.budgets = Objects.requireNonNull(budgets, "'budgets' must not be null");
		this.retry = new RetryInstance(registry);
		this.clock = Objects.requireNonNull(clock, "'clock' must not be null");
		this.closing = Objects.requireNonNull(closing, "'closing' must not be null");
	}

	/**
	 * Returns how often a request may be sent according to the Resilience4j instance
	 * {@code keepalive} that the application brought along.
	 * @return the number as configured, which may be more than is ever done, or
	 * {@code null} if there was no such instance
	 */
	public @Nullable Integer attemptsAllowed() {
		return this.retry.attemptsAllowed();
	}

	RetryInstance retry() {
		return this.retry;
	}

	Explanation explanation() {
		return this.explanation;
	}

	Tick now() {
		return this.clock.now();
	}

	/**
	 * Counts a logical call.
	 * @param uri where to
	 * @return when it started
	 */
	Tick started(URI uri) {
		Tick now = this.clock.now();
		this.budgets.of(uri, now).request();
		return now;
	}

	void succeeded() {
		this.retry.succeeded();
	}

	FaultKind classify(Throwable failure) {
		return this.classifier.classify(failure);
	}

	RequestTraits traits(String method, HttpHeaders headers, Map<String, Object> attributes, boolean bodyRepeatable) {
		return this.traits.read(method, headers, attributes, bodyRepeatable);
	}

	/**
	 * Returns whether a request could be repeated if its connection turned out to be
	 * stale: only then is it worth keeping anything for a repeat.
	 * @param request the request
	 * @return {@code true} if so
	 */
	boolean repeatable(RequestTraits request) {
		return this.rules.decide(FaultKind.CLOSED, STALE, request, UNHINDERED).repeat();
	}

	RepeatContext surroundings(int number, Tick startedAt, @Nullable Duration readTimeout, boolean cancelled) {
		boolean deadlineNear = readTimeout != null && !readTimeout.isZero()
				&& startedAt.ageNanos(this.clock.now()) >= readTimeout.toNanos() / 2;
		return new RepeatContext(number, cancelled, this.closing.getAsBoolean(), deadlineNear);
	}

	RepeatDecision decide(FaultKind fault, AttemptFacts facts, Send send) {
		RepeatDecision decision = this.rules.decide(fault, facts, send.traits(), send.surroundings());
		if (decision.repeat() && !send.replayable()) {
			return new RepeatDecision(false, RepeatReason.BODY_NOT_REPEATABLE);
		}
		Tick now = this.clock.now();
		// Last, so that only a request that will go out costs a token.
		if (decision.repeat() && !this.budgets.of(send.uri(), now).tryTake(now.nanos())) {
			return new RepeatDecision(false, RepeatReason.BUDGET_EXHAUSTED);
		}
		return decision;
	}

	/**
	 * Returns whether a response is the 408 with which a server takes its leave of an
	 * idle connection: written before our request arrived (RFC 9110, section 15.5.9).
	 * @param status the status
	 * @param headers the response headers
	 * @param attempt the send
	 * @return {@code true} if so
	 */
	static boolean idleClose(HttpStatusCode status, HttpHeaders headers, Attempt attempt) {
		return status.value() == HttpStatus.REQUEST_TIMEOUT.value()
				&& headers.getConnection().stream().anyMatch("close"::equalsIgnoreCase)
				&& Boolean.TRUE.equals(attempt.facts().reused());
	}

}
