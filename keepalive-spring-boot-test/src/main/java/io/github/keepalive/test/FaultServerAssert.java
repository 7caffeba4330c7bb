package io.github.keepalive.test;

import java.util.List;
import java.util.stream.Collectors;

import org.assertj.core.api.AbstractAssert;

/**
 * AssertJ assertions on what a {@link FaultServer} has seen. A request's id is the value
 * of {@linkplain FaultServer#requestIdHeader its id header}, or else method and path,
 * such as {@code POST /orders}.
 * <p>
 * A request is recorded before it is answered. Where the client gave up before an answer,
 * it may still be on its way: wait then, for instance with Awaitility's
 * {@code untilAsserted}.
 *
 * @since 0.1.0
 */
public final class FaultServerAssert extends AbstractAssert<FaultServerAssert, FaultServer> {

	FaultServerAssert(FaultServer actual) {
		super(actual, FaultServerAssert.class);
	}

	/**
	 * Verifies that a request was executed exactly once, however often it was attempted.
	 * @param id the request's id
	 * @return this
	 */
	public FaultServerAssert executedOnce(String id) {
		return executed(id, 1);
	}

	/**
	 * Verifies that a request was never executed.
	 * @param id the request's id
	 * @return this
	 */
	public FaultServerAssert notExecuted(String id) {
		return executed(id, 0);
	}

	/**
	 * Verifies how often a request was executed: arrived as a whole, so that a real
	 * server would have acted on it, whatever became of the response.
	 * @param id the request's id
	 * @param times how often
	 * @return this
	 */
	public FaultServerAssert executed(String id, int times) {
		return verify(id, "executed", times, this.actual.executions(id));
	}

	/**
	 * Verifies how often a request was attempted: its head arrived.
	 * @param id the request's id
	 * @param times how often
	 * @return this
	 */
	public FaultServerAssert attempted(String id, int times) {
		return verify(id, "attempted", times, this.actual.attempts(id));
	}

	/**
	 * Verifies that no request was executed more than once. Worth something where each
	 * request has an id of its own.
	 * @return this
	 */
	public FaultServerAssert executedAtMostOnce() {
		List<String> twice = this.actual.exchanges()
			.stream()
			.filter(Exchange::executed)
			.collect(Collectors.groupingBy(Exchange::id, Collectors.counting()))
			.entrySet()
			.stream()
			.filter((count) -> count.getValue() > 1)
			.map((count) -> "<" + count.getKey() + "> was executed " + times(count.getValue()))
			.sorted()
			.toList();
		if (!twice.isEmpty()) {
			fail("Expected every request to have been executed at most once, but " + String.join(", ", twice));
		}
		return this;
	}

	/**
	 * Verifies how many connections were opened since the server's start or reset.
	 * @param count how many
	 * @return this
	 */
	public FaultServerAssert openedConnections(int count) {
		int opened = this.actual.connectionsOpened();
		if (opened != count) {
			fail("Expected " + count + " connection(s) to have been opened, but there were " + opened);
		}
		return this;
	}

	private FaultServerAssert verify(String id, String what, int expected, int seen) {
		if (seen != expected) {
			fail("Expected request <" + id + "> to have been " + what + " " + times(expected) + ", but it was "
					+ times(seen));
		}
		return this;
	}

	private void fail(String message) {
		List<Exchange> exchanges = this.actual.exchanges();
		String seen = exchanges.isEmpty() ? "no request"
				: exchanges.stream().map(Exchange::toString).collect(Collectors.joining("\n  ", "\n  ", ""));
		failWithMessage("%s. The server saw: %s", message, seen);
	}

	private static String times(long count) {
		return (count != 1) ? count + " times" : "once";
	}

}
