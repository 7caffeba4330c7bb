package io.github.keepalive.matrix;

import org.jspecify.annotations.Nullable;

/**
 * What the rule says about a case, worked out from the fault, the connection, the request
 * and what the transport can know: on purpose without a look at the code that decides in
 * earnest.
 */
final class Oracle {

	private Oracle() {
	}

	static Expectation of(Cell cell) {
		Expectation special = LibraryQuirks.of(cell);
		return (special != null) ? special : Expectation.of(byRule(cell));
	}

	private static Outcome byRule(Cell cell) {
		boolean repeated = cell.reused() && repeatable(cell);
		return switch (cell.fault()) {
			case RESET_UNREAD -> repeated ? Outcome.ok(2, 1) : Outcome.fails(1, 0);
			case RESET_EXECUTED, FIN_EXECUTED -> repeated ? Outcome.ok(2, 2) : Outcome.fails(1, 1);
			// A part of the response, and silence, are answers of a kind.
			case HALF_HEAD, HALF_BODY, HANG -> Outcome.fails(1, 1);
			case UNAVAILABLE -> new Outcome("503", 1, 1);
			case CROSSED_408 -> repeated ? Outcome.ok(2, 1) : new Outcome("408", 1, 0);
			// Noticed before anything is sent, or met and repeated: either way the first
			// send does not arrive.
			case IDLE_408, UNSOLICITED, UNSOLICITED_BEHIND, CLOSED_SEEN, CLOSED_UNSEEN, KILLED -> Outcome.ok(1, 1);
		};
	}

	private static boolean repeatable(Cell cell) {
		return cell.transport().exact() && repeatable(cell.sent());
	}

	static boolean repeatable(Sent sent) {
		return switch (sent) {
			case GET, PUT, DELETE, KEYED_POST -> true;
			case POST, PATCH -> false;
		};
	}

	/**
	 * Returns what a failure has to say for itself.
	 * @param cell a case that ended with an exception
	 * @return the reason, empty if the exception does not pass through the library, or
	 * {@code null} if it makes no difference
	 */
	static @Nullable String reason(Cell cell) {
		if (!cell.transport().exact() || LibraryQuirks.cannotExplain(cell)) {
			return null;
		}
		return switch (cell.fault()) {
			// Bodies are read when the exchange is over for us.
			case HALF_BODY -> "";
			case HANG -> "NOT_A_LOST_CONNECTION";
			case HALF_HEAD -> cell.reused() ? "RESPONSE_STARTED" : "FRESH_CONNECTION";
			default -> cell.reused() ? "METHOD_NOT_IDEMPOTENT" : "FRESH_CONNECTION";
		};
	}

}
