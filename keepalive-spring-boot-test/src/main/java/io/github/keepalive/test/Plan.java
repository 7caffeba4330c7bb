package io.github.keepalive.test;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a connection carries out for a {@link Behaviour}.
 *
 * @param fault the way the exchange goes wrong, if it does
 * @param ending how the connection ends when it is ended
 * @param response the response
 * @param whenIdle what happens on the idle connection, nothing if {@code null}
 * @param close whether the connection is closed after the response
 */
record Plan(Fault fault, Ending ending, Response response, @Nullable WhenIdle whenIdle, boolean close) {

	Plan(Fault fault, Ending ending) {
		this(fault, ending, Response.of(200), null, false);
	}

	Plan ending(Ending ending) {
		return new Plan(this.fault, ending, this.response, this.whenIdle, this.close);
	}

	Plan response(Response response) {
		return new Plan(this.fault, this.ending, response, this.whenIdle, this.close);
	}

	Plan whenIdle(WhenIdle whenIdle) {
		return new Plan(this.fault, this.ending, this.response, whenIdle, this.close);
	}

	Plan closed() {
		return (this.whenIdle != null) ? whenIdle(this.whenIdle.closed())
				: new Plan(this.fault, this.ending, this.response, null, true);
	}

	@Nullable WhenIdle atOnce() {
		return (this.whenIdle != null && this.whenIdle.after().isZero()) ? this.whenIdle : null;
	}

	@Nullable WhenIdle later() {
		return (this.whenIdle != null && !this.whenIdle.after().isZero()) ? this.whenIdle : null;
	}

	/**
	 * The ways in which an exchange goes wrong.
	 */
	enum Fault {

		/** A complete response. */
		NONE,

		/** The connection ends at the head, nothing is executed. */
		UNREAD,

		/** The connection ends after the request. */
		NO_RESPONSE,

		/** No answer at all. */
		HANG,

		/** The connection ends within the response head. */
		PARTIAL_HEAD,

		/** The connection ends within the response body. */
		PARTIAL_BODY

	}

	/**
	 * The ways in which a connection ends.
	 */
	enum Ending {

		/** FIN, over TLS after a close_notify. */
		FIN,

		/** FIN, over TLS without a close_notify. */
		TRUNCATION,

		/** RST. */
		RESET

	}

	/**
	 * A complete response.
	 *
	 * @param status the status
	 * @param headers header lines, each {@code Name: value}
	 * @param bodyBytes the size of the body
	 * @param beforeHead the pause between the end of the request and the response head
	 * @param between the pause between the ten pieces of a trickled body, zero for one
	 * piece
	 */
	record Response(int status, List<String> headers, int bodyBytes, Duration beforeHead, Duration between) {

		static Response of(int status, String... headers) {
			return new Response(status, List.of(headers), 2, Duration.ZERO, Duration.ZERO);
		}

		Response body(int bytes, Duration between) {
			return new Response(this.status, this.headers, bytes, this.beforeHead, between);
		}

		Response late(Duration beforeHead) {
			return new Response(this.status, this.headers, this.bodyBytes, beforeHead, this.between);
		}

		Response with(String... headers) {
			return new Response(this.status, List.of(headers), this.bodyBytes, this.beforeHead, this.between);
		}

	}

	/**
	 * What the server does by itself.
	 *
	 * @param after how long the connection is idle before, zero for right behind the
	 * response
	 * @param bytes what is written, may be empty
	 * @param close whether the connection ends then
	 */
	record WhenIdle(Duration after, String bytes, boolean close) {

		WhenIdle closed() {
			return new WhenIdle(this.after, this.bytes, true);
		}

		int afterMillis() {
			// A socket takes 0 for no timeout at all.
			return Math.max(1, Math.toIntExact(this.after.toMillis()));
		}

	}

}
