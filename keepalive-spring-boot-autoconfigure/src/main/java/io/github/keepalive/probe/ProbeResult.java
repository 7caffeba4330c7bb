package io.github.keepalive.probe;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;

import io.github.keepalive.connection.CloseManner;
import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.Durations;
import io.github.keepalive.policy.Origin;
import org.jspecify.annotations.Nullable;

/**
 * What a probe found out. Idle time counts from the arrival of the last byte of the
 * response.
 *
 * @param kind what it found
 * @param reason the same in words
 * @param idle the idle time it is about, or {@code null} if there was none
 * @param closed how the connection ended, or {@code null} if it did not, or if bytes
 * nobody asked for came instead
 * @since 0.1.0
 */
public record ProbeResult(Kind kind, String reason, @Nullable Duration idle, @Nullable CloseManner closed) {

	public ProbeResult {
		Objects.requireNonNull(kind, "'kind' must not be null");
		Objects.requireNonNull(reason, "'reason' must not be null");
		// More would be noise.
		idle = (idle != null) ? idle.truncatedTo(ChronoUnit.MILLIS) : null;
	}

	static ProbeResult closed(Duration idle, CloseManner manner) {
		return new ProbeResult(Kind.CLOSED, "closed by " + words(manner) + " " + seconds(idle) + " after the response",
				idle, manner);
	}

	static ProbeResult ended(Duration idle, @Nullable CloseManner manner) {
		// 408 and the like: the connection is of no use from the first byte on.
		return new ProbeResult(Kind.CLOSED, "ended by bytes nobody had asked for " + seconds(idle)
				+ " after the response" + ((manner != null) ? ", then closed by " + words(manner) : ""), idle, manner);
	}

	static ProbeResult open(Duration limit) {
		return new ProbeResult(Kind.OPEN, "not closed within " + Durations.format(limit), limit, null);
	}

	static ProbeResult notKept(String reason, @Nullable CloseManner manner) {
		return new ProbeResult(Kind.NOT_KEPT_ALIVE, reason, null, manner);
	}

	static ProbeResult survived(Duration idle) {
		return new ProbeResult(Kind.SURVIVED, "a second request was answered after " + seconds(idle), idle, null);
	}

	static ProbeResult lost(Duration idle, CloseManner manner) {
		return new ProbeResult(Kind.LOST,
				"a second request after " + seconds(idle) + " met the end of the connection: " + words(manner), idle,
				manner);
	}

	static ProbeResult turnedAway(Duration idle) {
		return new ProbeResult(Kind.LOST,
				"a second request after " + seconds(idle) + " was turned away with 408: the connection had ended", idle,
				null);
	}

	static ProbeResult silent(Duration idle, Duration patience) {
		return new ProbeResult(Kind.SILENT,
				"a second request after " + seconds(idle) + " met silence: no answer and no close within "
						+ Durations.format(patience) + ", as where something on the way forgets idle connections",
				idle, null);
	}

	/**
	 * Returns the window, where it was measured.
	 * @return the idle time after which the peer closed, or {@code null}
	 */
	public @Nullable Derived window() {
		return (this.kind == Kind.CLOSED && this.idle != null) ? new Derived(this.idle, Origin.PROBED, this.reason)
				: null;
	}

	/**
	 * Returns what the window is longer than.
	 * @return the idle time that was survived, or {@code null}
	 */
	public @Nullable Duration moreThan() {
		return (this.kind == Kind.OPEN || this.kind == Kind.SURVIVED) ? this.idle : null;
	}

	/**
	 * Returns what the window is at most.
	 * @return the idle time that was not survived, or {@code null}
	 */
	public @Nullable Duration atMost() {
		return (this.kind == Kind.LOST || this.kind == Kind.SILENT) ? this.idle : null;
	}

	private static String words(CloseManner manner) {
		return switch (manner) {
			case FIN -> "FIN";
			case RESET -> "RST";
			case CLOSE_NOTIFY -> "close_notify";
			case UNKNOWN -> "an end of another kind";
		};
	}

	private static String seconds(Duration idle) {
		return String.format(Locale.ROOT, "%.2f s", idle.toNanos() / 1e9);
	}

	/**
	 * What a probe found.
	 */
	public enum Kind {

		/** The peer closed the idle connection: this is its window. */
		CLOSED,

		/** The connection was open until the limit. */
		OPEN,

		/** The peer does not keep connections. */
		NOT_KEPT_ALIVE,

		/** The second request was answered. */
		SURVIVED,

		/** The second request met the end of the connection. */
		LOST,

		/** The second request met silence: a suspected black hole. */
		SILENT

	}

}
