package io.github.keepalive.matrix;

import org.jspecify.annotations.Nullable;

/**
 * Cases in which a transport cannot follow the rule, or follows one of its own; each with
 * the reason.
 */
final class LibraryQuirks {

	private LibraryQuirks() {
	}

	static @Nullable Expectation of(Cell cell) {
		return switch (cell.transport()) {
			case HTTP_COMPONENTS -> classic(cell);
			case HTTP_COMPONENTS_ASYNC -> (cell.fault() == Fault.HALF_HEAD) ? cutHead() : race(cell);
			case REACTOR, REACTOR_WEB, JETTY, JETTY_WEB -> race(cell);
			case JDK -> jdk(cell);
			case SIMPLE -> urlConnection(cell);
		};
	}

	private static @Nullable Expectation classic(Cell cell) {
		if (cell.fault() == Fault.HALF_HEAD) {
			return cutHead();
		}
		// Over TLS the close_notify shows without a look at the socket itself.
		boolean met = cell.fault() == Fault.CLOSED_UNSEEN && !cell.tls() && !Oracle.repeatable(cell.sent());
		return met ? Expectation.of(Note.NO_LOOK_YET, Outcome.fails(0, 0)) : null;
	}

	private static @Nullable Expectation race(Cell cell) {
		boolean met = cell.fault() == Fault.CLOSED_UNSEEN && !Oracle.repeatable(cell.sent());
		return met ? Expectation.of(Note.RACE, Outcome.ok(1, 1), Outcome.fails(0, 0)) : null;
	}

	private static @Nullable Expectation jdk(Cell cell) {
		if (cell.sent() == Sent.GET && lostWithoutAnswer(cell.fault())) {
			return Expectation.of(Note.JDK_REPEATS, repeatedByLibrary(cell.fault()));
		}
		if (cell.tls() && cell.sent() != Sent.GET && lostWhileIdle(cell.fault())) {
			return Expectation.of(Note.JDK_TLS, Outcome.ok(1, 1), Outcome.fails(0, 0));
		}
		return notRepeated(cell);
	}

	private static @Nullable Expectation urlConnection(Cell cell) {
		if (cell.tls() && cell.reused()) {
			return Expectation.of(Note.URL_CONNECTION_TLS);
		}
		if (cell.fault() == Fault.UNSOLICITED_BEHIND) {
			return Expectation.of(Note.URL_CONNECTION_BEHIND);
		}
		if (cell.sent() == Sent.PATCH) {
			return Expectation.of(Note.NO_PATCH, Outcome.fails(0, 0));
		}
		boolean post = cell.sent().method().equals("POST");
		return switch (cell.fault()) {
			case HALF_HEAD -> cutHead();
			case HALF_BODY -> Expectation.of(Note.CUT_BODY, new Outcome(Outcome.CUT, 1, 1), Outcome.fails(1, 1));
			case RESET_UNREAD, RESET_EXECUTED, FIN_EXECUTED -> (cell.sent() != Sent.GET) ? notRepeated(cell)
					: Expectation.of(Note.URL_CONNECTION_REPEATS, repeatedByLibrary(cell.fault()));
			case IDLE_408 ->
				Expectation.of(Note.URL_CONNECTION_READS, post ? Outcome.fails(0, 0) : new Outcome("408", 0, 0));
			case UNSOLICITED ->
				post ? null : Expectation.of(Note.URL_CONNECTION_READS, new Outcome(Outcome.FOREIGN, 1, 1));
			case CLOSED_SEEN, CLOSED_UNSEEN -> (post || cell.sent() == Sent.GET) ? null
					: Expectation.of(Note.URL_CONNECTION_LOOKS, Outcome.fails(0, 0));
			default -> notRepeated(cell);
		};
	}

	/**
	 * Returns whether the library hands out something that does not look like a failed
	 * exchange.
	 * @param cell the case
	 * @return {@code true} if so
	 */
	static boolean cannotExplain(Cell cell) {
		// An AssertionError of its parser (Jetty 12.1), with assertions switched on.
		return cell.transport() == Transport.JETTY_WEB && cell.fault() == Fault.HALF_HEAD;
	}

	private static @Nullable Expectation notRepeated(Cell cell) {
		boolean byRule = cell.reused() && Oracle.repeatable(cell.sent());
		return switch (cell.fault()) {
			case RESET_UNREAD -> byRule ? Expectation.of(Note.REUSE_UNKNOWN, Outcome.fails(1, 0)) : null;
			case RESET_EXECUTED, FIN_EXECUTED ->
				byRule ? Expectation.of(Note.REUSE_UNKNOWN, Outcome.fails(1, 1)) : null;
			case CROSSED_408 -> byRule ? Expectation.of(Note.REUSE_UNKNOWN, new Outcome("408", 1, 0)) : null;
			default -> null;
		};
	}

	private static Expectation cutHead() {
		return Expectation.of(Note.CUT_HEAD, new Outcome(Outcome.CUT, 1, 1));
	}

	private static Outcome repeatedByLibrary(Fault fault) {
		return Outcome.ok(2, (fault == Fault.RESET_UNREAD) ? 1 : 2);
	}

	private static boolean lostWithoutAnswer(Fault fault) {
		return fault == Fault.RESET_UNREAD || fault == Fault.RESET_EXECUTED || fault == Fault.FIN_EXECUTED;
	}

	private static boolean lostWhileIdle(Fault fault) {
		return fault == Fault.IDLE_408 || fault == Fault.CLOSED_SEEN || fault == Fault.CLOSED_UNSEEN
				|| fault == Fault.KILLED;
	}

}
