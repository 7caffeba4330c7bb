package io.github.keepalive.test;

import java.time.Duration;
import java.util.List;

/**
 * What a {@link FaultServer} does with one request, from the head on until the connection
 * is idle again.
 *
 * @param fault the way the exchange goes wrong, if it does
 * @param status the status of the response
 * @param headers header lines of the response, each {@code Name: value}
 * @param bodyBytes the size of the response body
 * @param beforeHead the pause between the end of the request and the response head
 * @param between the pause between the ten pieces of a trickled body, zero for one piece
 * @param afterIdle how long the connection stays idle before the server acts on its own,
 * zero for never
 * @param unsolicited what the server then writes, empty for a plain close
 * @param close whether the connection is closed after what was written, unannounced
 */
public record Behaviour(Fault fault, int status, List<String> headers, int bodyBytes, Duration beforeHead,
		Duration between, Duration afterIdle, String unsolicited, boolean close) {

	private static final Behaviour OK = new Behaviour(Fault.NONE, 200, List.of(), 2, Duration.ZERO, Duration.ZERO,
			Duration.ZERO, "", false);

	/**
	 * Answers 200 with a body of two bytes and keeps the connection.
	 * @return the behaviour
	 */
	public static Behaviour ok() {
		return OK;
	}

	public static Behaviour ok(int bodyBytes) {
		return status(200).body(bodyBytes);
	}

	/**
	 * Answers 200 late.
	 * @param beforeHead the pause after the request was read
	 * @return the behaviour
	 */
	public static Behaviour delayed(Duration beforeHead) {
		return new Behaviour(Fault.NONE, 200, List.of(), 2, beforeHead, Duration.ZERO, Duration.ZERO, "", false);
	}

	/**
	 * Answers 200 and closes the connection once it has been idle for so long, as a proxy
	 * does at the end of its window.
	 * @param idle the window
	 * @return the behaviour
	 */
	public static Behaviour closeAfterIdle(Duration idle) {
		return new Behaviour(Fault.NONE, 200, List.of(), 2, Duration.ZERO, Duration.ZERO, idle, "", false);
	}

	/**
	 * Resets at the request head without executing it or reading a body: what a client
	 * sees whose request crossed the peer's close.
	 * @return the behaviour
	 */
	public static Behaviour closeUnread() {
		return fault(Fault.CLOSE_UNREAD);
	}

	/**
	 * Executes the request and closes without an answer.
	 * @return the behaviour
	 */
	public static Behaviour finAfterRequest() {
		return fault(Fault.FIN);
	}

	/**
	 * Executes the request and resets without an answer.
	 * @return the behaviour
	 */
	public static Behaviour resetAfterRequest() {
		return fault(Fault.RESET);
	}

	/**
	 * Executes the request and says nothing until the client gives up.
	 * @return the behaviour
	 */
	public static Behaviour hang() {
		return fault(Fault.HANG);
	}

	public static Behaviour status(int status, String... headers) {
		return new Behaviour(Fault.NONE, status, List.of(headers), 2, Duration.ZERO, Duration.ZERO, Duration.ZERO, "",
				false);
	}

	/**
	 * Executes the request and closes in the middle of the status line.
	 * @return the behaviour
	 */
	public static Behaviour partialHead() {
		return fault(Fault.PARTIAL_HEAD);
	}

	/**
	 * Executes the request and closes in the middle of the body.
	 * @return the behaviour
	 */
	public static Behaviour partialBody() {
		return fault(Fault.PARTIAL_BODY);
	}

	/**
	 * Answers 200 and, once the connection has been idle for so long, writes bytes nobody
	 * asked for; the connection stays open unless {@link #thenClose()} is added.
	 * @param idle how long the connection is idle before
	 * @param bytes what is written, as ISO-8859-1
	 * @return the behaviour
	 */
	public static Behaviour unsolicitedAfter(Duration idle, String bytes) {
		return new Behaviour(Fault.NONE, 200, List.of(), 2, Duration.ZERO, Duration.ZERO, idle, bytes, false);
	}

	/**
	 * Answers 200 at once and writes the body in ten pieces.
	 * @param bodyBytes the size of the whole body, at least ten
	 * @param between the pause before each piece but the first
	 * @return the behaviour
	 */
	public static Behaviour trickle(int bodyBytes, Duration between) {
		return new Behaviour(Fault.NONE, 200, List.of(), bodyBytes, Duration.ZERO, between, Duration.ZERO, "", false);
	}

	/**
	 * The same and a FIN after the last byte (after the unsolicited ones, if there are
	 * any). The response does not announce it; give {@code status} a
	 * {@code Connection: close} header for that.
	 * @return the behaviour
	 */
	public Behaviour thenClose() {
		return new Behaviour(this.fault, this.status, this.headers, this.bodyBytes, this.beforeHead, this.between,
				this.afterIdle, this.unsolicited, true);
	}

	private Behaviour body(int bytes) {
		return new Behaviour(this.fault, this.status, this.headers, bytes, this.beforeHead, this.between,
				this.afterIdle, this.unsolicited, this.close);
	}

	private static Behaviour fault(Fault fault) {
		return new Behaviour(fault, 200, List.of(), 2, Duration.ZERO, Duration.ZERO, Duration.ZERO, "", false);
	}

	/**
	 * The ways in which an exchange goes wrong.
	 */
	public enum Fault {

		/** A complete response. */
		NONE,

		/** RST at the head, nothing executed. */
		CLOSE_UNREAD,

		/** FIN after the request. */
		FIN,

		/** RST after the request. */
		RESET,

		/** No answer at all. */
		HANG,

		/** FIN within the response head. */
		PARTIAL_HEAD,

		/** FIN within the response body. */
		PARTIAL_BODY

	}

}
