package io.github.keepalive.fault;

import org.jspecify.annotations.Nullable;

/**
 * Why a request is repeated, or the first condition that forbids it.
 *
 * @since 0.1.0
 */
public enum RepeatReason {

	/**
	 * Repeated: the peer provably did not process it.
	 */
	UNPROCESSED(null),

	/**
	 * Repeated: stale connection, and processing it twice does what processing it once
	 * does.
	 */
	IDEMPOTENT(null),

	/**
	 * Retry is switched off.
	 */
	DISABLED("keepalive.client.retry.enabled"),

	/**
	 * The failure is not a lost connection.
	 */
	NOT_A_LOST_CONNECTION(null),

	/**
	 * The transport does not tell whether the connection was reused.
	 */
	REUSE_UNKNOWN("spring.http.clients.imperative.factory"),

	/**
	 * The connection was fresh, so idle time is not the cause.
	 */
	FRESH_CONNECTION(null),

	/**
	 * Part of the response had arrived.
	 */
	RESPONSE_STARTED(null),

	/**
	 * The caller gave up.
	 */
	CANCELLED(null),

	/**
	 * The application is shutting down.
	 */
	CLOSING(null),

	/**
	 * Half of the read timeout was used.
	 */
	DEADLINE_NEAR("spring.http.clients.read-timeout"),

	/**
	 * One automatic repeat is all there is (RFC 9110, section 9.2.2).
	 */
	ALREADY_REPEATED(null),

	/**
	 * The body can not be written again.
	 */
	BODY_NOT_REPEATABLE(null),

	/**
	 * The caller marked it as not repeatable.
	 */
	MARKED_NOT_REPEATABLE(null),

	/**
	 * A repeated conditional write would meet its own first effect.
	 */
	CONDITIONAL_WRITE(null),

	/**
	 * The request changes the protocol of the connection.
	 */
	UPGRADE(null),

	/**
	 * The method is not idempotent, and there is no idempotency key.
	 */
	METHOD_NOT_IDEMPOTENT("keepalive.client.retry.idempotency-key-headers"),

	/**
	 * The method would be repeatable but was excluded.
	 */
	METHOD_EXCLUDED("keepalive.client.retry.methods"),

	/**
	 * Too many repeats to this upstream lately.
	 */
	BUDGET_EXHAUSTED("keepalive.client.retry.budget"),

	/**
	 * The application's own Resilience4j instance allows less than the rule does.
	 */
	RETRY_INSTANCE("resilience4j.retry.instances.keepalive");

	private final @Nullable String property;

	RepeatReason(@Nullable String property) {
		this.property = property;
	}

	/**
	 * Returns the property that would change the decision.
	 * @return the property, or {@code null} if none would
	 */
	public @Nullable String property() {
		return this.property;
	}

}
