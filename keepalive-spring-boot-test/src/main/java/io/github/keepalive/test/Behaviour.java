package io.github.keepalive.test;

import java.time.Duration;
import java.util.Arrays;

import io.github.keepalive.test.Plan.Ending;
import io.github.keepalive.test.Plan.Fault;
import io.github.keepalive.test.Plan.Response;
import io.github.keepalive.test.Plan.WhenIdle;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link FaultServer} does with one request, from its head on until the connection
 * is idle again, and with the idle connection until the next request. A value: immutable,
 * equal to others that do the same.
 *
 * @since 0.1.0
 */
public final class Behaviour {

	private static final Behaviour OK = new Behaviour("ok()", new Plan(Fault.NONE, Ending.FIN));

	private final String name;

	private final Plan plan;

	private Behaviour(String name, Plan plan) {
		this.name = name;
		this.plan = plan;
	}

	/**
	 * Answers 200 with a body of two bytes and keeps the connection.
	 * @return the behaviour
	 */
	public static Behaviour ok() {
		return OK;
	}

	/**
	 * Answers 200 and keeps the connection.
	 * @param bodyBytes the size of the response body
	 * @return the behaviour
	 */
	public static Behaviour ok(int bodyBytes) {
		return response("ok(" + bodyBytes + ")", Response.of(200).body(bodyBytes, Duration.ZERO));
	}

	/**
	 * Answers with any status, such as 503, and keeps the connection. The request counts
	 * as executed.
	 * @param status the status
	 * @param headers header lines of the response, each {@code Name: value}, written as
	 * they are
	 * @return the behaviour
	 */
	public static Behaviour status(int status, String... headers) {
		String name = (headers.length > 0) ? status + ", " + Arrays.toString(headers) : String.valueOf(status);
		return response("status(" + name + ")", Response.of(status, headers));
	}

	/**
	 * Answers 200 late and keeps the connection.
	 * @param beforeHead the pause after the request was read
	 * @return the behaviour
	 */
	public static Behaviour delayed(Duration beforeHead) {
		return response("delayed(" + beforeHead + ")", Response.of(200).late(beforeHead));
	}

	/**
	 * Answers 200 at once and writes the body in ten pieces.
	 * @param bodyBytes the size of the whole body, at least ten
	 * @param between the pause before each piece but the first
	 * @return the behaviour
	 */
	public static Behaviour trickle(int bodyBytes, Duration between) {
		return response("trickle(" + bodyBytes + ", " + between + ")", Response.of(200).body(bodyBytes, between));
	}

	/**
	 * Answers 200 and closes the connection once it has been idle for so long, as a proxy
	 * does at the end of its idle timeout.
	 * @param idle the idle timeout, above zero
	 * @return the behaviour
	 */
	public static Behaviour closeAfterIdle(Duration idle) {
		return whenIdle("closeAfterIdle(" + positive(idle) + ")", new WhenIdle(idle, "", true));
	}

	/**
	 * Answers 200 and, once the connection has been idle for so long, writes a 408 with
	 * {@code Connection: close} and closes, as HAProxy and others do.
	 * @param idle the idle timeout, above zero
	 * @return the behaviour
	 */
	public static Behaviour requestTimeoutWhileIdle(Duration idle) {
		return whenIdle("requestTimeoutWhileIdle(" + positive(idle) + ")", new WhenIdle(idle,
				"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", true));
	}

	/**
	 * Answers 200 and, once the connection has been idle for so long, writes bytes nobody
	 * asked for. The connection stays open unless {@link #thenClose()} is added.
	 * @param idle how long the connection is idle before; zero writes the bytes right
	 * behind the response, together with its end
	 * @param bytes what is written, as ISO-8859-1
	 * @return the behaviour
	 * @see FaultServer#unsolicitedSent()
	 */
	public static Behaviour unsolicitedAfter(Duration idle, String bytes) {
		return whenIdle("unsolicitedAfter(" + idle + ", \"" + bytes + "\")", new WhenIdle(idle, bytes, false));
	}

	/**
	 * Resets at the request head, without executing the request or reading its body: what
	 * a client sees whose request crossed the peer's close.
	 * @return the behaviour
	 */
	public static Behaviour resetUnread() {
		return new Behaviour("resetUnread()", new Plan(Fault.UNREAD, Ending.RESET));
	}

	/**
	 * Executes the request and closes without an answer.
	 * @return the behaviour
	 */
	public static Behaviour finAfterRequest() {
		return new Behaviour("finAfterRequest()", new Plan(Fault.NO_RESPONSE, Ending.FIN));
	}

	/**
	 * Executes the request and resets without an answer.
	 * @return the behaviour
	 */
	public static Behaviour resetAfterRequest() {
		return new Behaviour("resetAfterRequest()", new Plan(Fault.NO_RESPONSE, Ending.RESET));
	}

	/**
	 * Executes the request and closes in the middle of the status line.
	 * @return the behaviour
	 */
	public static Behaviour partialHead() {
		return new Behaviour("partialHead()", new Plan(Fault.PARTIAL_HEAD, Ending.FIN));
	}

	/**
	 * Executes the request and closes in the middle of the body.
	 * @return the behaviour
	 */
	public static Behaviour partialBody() {
		return new Behaviour("partialBody()", new Plan(Fault.PARTIAL_BODY, Ending.FIN));
	}

	/**
	 * Executes the request and says nothing until the client gives up.
	 * @return the behaviour
	 */
	public static Behaviour hang() {
		return new Behaviour("hang()", new Plan(Fault.HANG, Ending.FIN));
	}

	/**
	 * The same, and the connection is closed after the last byte (after the unsolicited
	 * ones, if there are any). The response does not announce it; give {@code status} a
	 * {@code Connection: close} header for that.
	 * @return the behaviour
	 */
	public Behaviour thenClose() {
		return new Behaviour(this.name + ".thenClose()", this.plan.closed());
	}

	/**
	 * The same, later: what is done about the request, the fault included, waits for so
	 * long after the request was read.
	 * @param beforeHead the pause after the request was read
	 * @return the behaviour
	 */
	public Behaviour withDelay(Duration beforeHead) {
		return new Behaviour(this.name + ".withDelay(" + beforeHead + ")",
				this.plan.response(this.plan.response().late(beforeHead)));
	}

	/**
	 * The same with other header lines in the response, such as
	 * {@code Keep-Alive: timeout=5}.
	 * @param headers the header lines, each {@code Name: value}, written as they are
	 * @return the behaviour
	 */
	public Behaviour withHeaders(String... headers) {
		return new Behaviour(this.name + ".withHeaders(" + Arrays.toString(headers) + ")",
				this.plan.response(this.plan.response().with(headers)));
	}

	/**
	 * The same, and where it ends the connection it does so by a reset. What was written
	 * right before may then be lost on its way.
	 * @return the behaviour
	 */
	public Behaviour byReset() {
		return new Behaviour(this.name + ".byReset()", this.plan.ending(Ending.RESET));
	}

	/**
	 * The same, and where it ends a TLS connection it does so without a close_notify, as
	 * peers do that crash or drop the connection one layer below. Without TLS there is no
	 * difference.
	 * @return the behaviour
	 */
	public Behaviour withoutCloseNotify() {
		return new Behaviour(this.name + ".withoutCloseNotify()", this.plan.ending(Ending.TRUNCATION));
	}

	Plan plan() {
		return this.plan;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Behaviour behaviour && this.plan.equals(behaviour.plan);
	}

	@Override
	public int hashCode() {
		return this.plan.hashCode();
	}

	@Override
	public String toString() {
		// The calls that make it: a name for parameterized tests.
		return this.name;
	}

	private static Behaviour response(String name, Response response) {
		return new Behaviour(name, OK.plan.response(response));
	}

	private static Behaviour whenIdle(String name, WhenIdle whenIdle) {
		return new Behaviour(name, OK.plan.whenIdle(whenIdle));
	}

	private static Duration positive(Duration idle) {
		if (idle.isZero() || idle.isNegative()) {
			throw new IllegalArgumentException("'idle' must be above zero, but is " + idle);
		}
		return idle;
	}

}
