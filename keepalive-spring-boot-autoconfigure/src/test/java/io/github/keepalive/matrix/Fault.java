package io.github.keepalive.matrix;

import java.time.Duration;
import java.util.Objects;

import io.github.keepalive.test.Behaviour;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong: with the exchange itself, or with the connection while it is idle.
 */
enum Fault {

	RESET_UNREAD("reset, request not read", Behaviour.resetUnread()),

	RESET_EXECUTED("reset, request executed", Behaviour.resetAfterRequest()),

	FIN_EXECUTED("closed, request executed", Behaviour.finAfterRequest()),

	HALF_HEAD("closed within the response head", Behaviour.partialHead()),

	HALF_BODY("closed within the response body", Behaviour.partialBody()),

	HANG("no answer, read timeout", Behaviour.hang()),

	UNAVAILABLE("answer 503 with `Retry-After`", Behaviour.status(503, "Retry-After: 1")),

	CROSSED_408("408 in place of an answer", Behaviour.status(408, "Connection: close").thenClose()),

	IDLE_408("408 while idle", Behaviour.requestTimeoutWhileIdle(Texts.SOON), Idle.PEER_CLOSES),

	UNSOLICITED("another response while idle", Behaviour.unsolicitedAfter(Texts.SOON, Texts.POISON), Idle.PEER_WRITES),

	UNSOLICITED_BEHIND("another response right behind the last",
			Behaviour.unsolicitedAfter(Duration.ZERO, Texts.POISON), Idle.PEER_WROTE),

	CLOSED_SEEN("closed while idle, noticed", Behaviour.ok(), Idle.FIN),

	CLOSED_UNSEEN("closed while idle, just now", Behaviour.ok(), Idle.FIN_UNSEEN),

	KILLED("reset while idle, noticed", Behaviour.ok(), Idle.RESET);

	private final String title;

	private final @Nullable Behaviour answer;

	private final Behaviour warmUp;

	private final Idle idle;

	Fault(String title, Behaviour answer) {
		this.title = title;
		this.answer = answer;
		this.warmUp = Behaviour.ok();
		this.idle = Idle.NOTHING;
	}

	Fault(String title, Behaviour warmUp, Idle idle) {
		this.title = title;
		this.answer = null;
		this.warmUp = warmUp;
		this.idle = idle;
	}

	String title() {
		return this.title;
	}

	/**
	 * Returns whether it is the exchange that fails, so that it can happen on a fresh
	 * connection as well.
	 * @return {@code true} if so
	 */
	boolean ofTheExchange() {
		return this.answer != null;
	}

	/**
	 * Returns what the request gets.
	 * @return the fault
	 */
	Behaviour answer() {
		return Objects.requireNonNull(this.answer);
	}

	/**
	 * Returns what the request before gets.
	 * @return a complete response, maybe with consequences
	 */
	Behaviour warmUp() {
		return this.warmUp;
	}

	Idle idle() {
		return this.idle;
	}

	/**
	 * What happens to the connection between the two requests.
	 */
	enum Idle {

		/** Nothing. */
		NOTHING,

		/** The peer writes a moment later. */
		PEER_WRITES,

		/** The peer has written already, in one piece with its response. */
		PEER_WROTE,

		/** The peer writes and closes a moment later. */
		PEER_CLOSES,

		/** The peer closes, and the client has time to notice. */
		FIN,

		/** The peer closes, and the next request comes at once. */
		FIN_UNSEEN,

		/** The peer resets, and the client has time to notice. */
		RESET

	}

	private static final class Texts {

		// Time enough for the connection to be in the pool, where nobody tells.
		static final Duration SOON = Duration.ofMillis(20);

		static final String POISON = "HTTP/1.1 200 Unsolicited\r\nContent-Length: 6\r\n\r\npoison";

		private Texts() {
		}

	}

}
