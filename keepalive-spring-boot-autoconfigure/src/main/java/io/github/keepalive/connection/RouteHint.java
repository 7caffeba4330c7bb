package io.github.keepalive.connection;

import java.time.Duration;

import io.github.keepalive.policy.ClientKeepAlive;
import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.Durations;
import io.github.keepalive.policy.KeepAliveHint;
import io.github.keepalive.policy.Origin;
import org.jspecify.annotations.Nullable;

/**
 * What the peer of one route last said in a {@code Keep-Alive} header. Thread-safe,
 * lock-free: the same words again cost a comparison.
 *
 * @since 0.1.0
 */
public final class RouteHint {

	/**
	 * So that nobody fills the heap with headers.
	 */
	private static final int LONGEST_KEPT = 64;

	private volatile @Nullable Word last;

	/**
	 * Hears a header.
	 * @param header the value of the header
	 * @param plan the plan of the route
	 * @return what it says
	 */
	Word hear(String header, ClientKeepAlive plan) {
		Word known = this.last;
		if (known != null && header.equals(known.header)) {
			return known;
		}
		KeepAliveHint hint = KeepAliveHint.parse(header);
		Word word = new Word((header.length() <= LONGEST_KEPT) ? header : null, hint, hint.idleLimit(plan.margin()));
		this.last = word;
		return word;
	}

	/**
	 * Returns whether the peer says that it keeps idle connections for too short a time,
	 * or not at all, for them to be pooled.
	 * @return {@code true} if so
	 */
	boolean tooShort() {
		Word word = this.last;
		return word != null && word.hint.tooShort();
	}

	/**
	 * Returns the window by the peer's word.
	 * @return the window, or {@code null} if it never said anything
	 */
	public @Nullable Derived window() {
		Word word = this.last;
		return (word != null) ? word.window() : null;
	}

	/**
	 * Returns the idle time that the peer's word leaves.
	 * @param planned the idle time without it
	 * @return the idle time, {@code planned} if the peer said nothing shorter
	 */
	public Derived shorten(Derived planned) {
		Word word = this.last;
		Derived window = (word != null) ? word.window() : null;
		if (word == null || window == null || word.idleLimit == null
				|| word.idleLimit.compareTo(planned.value()) >= 0) {
			return planned;
		}
		return new Derived(word.idleLimit, Origin.HINT,
				window.reason() + (word.hint.tooShort() ? ", too short to pool connections"
						: " less margin " + Durations.format(window.value().minus(word.idleLimit))));
	}

	/**
	 * A header that was read.
	 *
	 * @param header the header, or {@code null} if it is too long to be kept
	 * @param hint what it says
	 * @param idleLimit the idle time that it leaves, or {@code null} for no word
	 */
	record Word(@Nullable String header, KeepAliveHint hint, @Nullable Duration idleLimit) {

		@Nullable Derived window() {
			Duration timeout = this.hint.timeout();
			return (timeout != null) ? new Derived(timeout, Origin.HINT,
					"Keep-Alive response header, timeout " + Durations.format(timeout)) : null;
		}

	}

}
