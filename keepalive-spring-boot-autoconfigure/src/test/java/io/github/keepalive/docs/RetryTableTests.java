package io.github.keepalive.docs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.github.keepalive.fault.AttemptFacts;
import io.github.keepalive.fault.FaultKind;
import io.github.keepalive.fault.RepeatContext;
import io.github.keepalive.fault.RepeatDecision;
import io.github.keepalive.fault.RepeatReason;
import io.github.keepalive.fault.RepeatRules;
import io.github.keepalive.fault.RequestTraits;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that each row of the README's retry table is what the rule decides, in all cases
 * that the row stands for.
 */
class RetryTableTests {

	private static final List<String> METHODS = List.of("GET", "PUT", "POST", "PATCH");

	private final RepeatRules rules = new RepeatRules(true, RepeatRules.IDEMPOTENT_METHODS);

	static List<List<String>> rows() {
		return Page.of("README.md").table("What is sent again");
	}

	@ParameterizedTest
	@MethodSource("rows")
	void rowIsWhatTheRuleDecides(List<String> row) {
		boolean repeated = row.get(4).equals("yes");
		RepeatDecision expected = new RepeatDecision(repeated, RepeatReason.valueOf(row.get(5).replace("`", "")));
		for (Failure failure : failures(row.get(0))) {
			for (Boolean reused : connections(row.get(1))) {
				for (RequestTraits request : requests(row.get(2), row.get(3))) {
					RepeatDecision decision = this.rules.decide(failure.kind(), failure.facts(reused), request,
							new RepeatContext(failure.attempt(), false, false, false));
					assertThat(decision).as("%s, reused %s, %s", failure, reused, request).isEqualTo(expected);
				}
			}
		}
	}

	private static List<Failure> failures(String cell) {
		return switch (cell) {
			case "closed or reset, no response byte" -> Failure.of(1, true, false, FaultKind.CLOSED, FaultKind.RESET,
					FaultKind.BROKEN_PIPE, FaultKind.TLS_CLOSED);
			case "closed before a request byte was written" ->
				Failure.of(1, false, false, FaultKind.CLOSED, FaultKind.RESET, FaultKind.NOT_SENT);
			case "408 with `Connection: close`" -> Failure.of(1, true, true, FaultKind.REQUEST_TIMEOUT);
			case "cut within the response" -> Failure.of(1, true, true, FaultKind.CLOSED, FaultKind.RESET);
			case "timeout, refused connect" -> Failure.of(1, true, false, FaultKind.TIMEOUT, FaultKind.CONNECT_FAILED);
			case "the repeat failed too" -> Failure.of(2, true, false, FaultKind.CLOSED, FaultKind.RESET);
			default -> throw new AssertionError("Unknown failure: " + cell);
		};
	}

	private static List<@Nullable Boolean> connections(String cell) {
		return switch (cell) {
			case "reused" -> List.of(true);
			case "fresh" -> List.of(false);
			case "unknown (JDK)" -> Arrays.asList((Boolean) null);
			case "any" -> Arrays.asList(true, false, null);
			default -> throw new AssertionError("Unknown connection: " + cell);
		};
	}

	private static List<RequestTraits> requests(String cell, String body) {
		List<RequestTraits> requests = new ArrayList<>();
		for (Boolean repeatable : bodies(body)) {
			for (String method : cell.startsWith("any") ? METHODS : methods(cell)) {
				requests.add(request(method, cell, repeatable));
			}
		}
		return requests;
	}

	private static List<String> methods(String cell) {
		return Arrays.stream(cell.split("[, ]+")).takeWhile((word) -> word.matches("[A-Z]+")).toList();
	}

	private static RequestTraits request(String method, String cell, boolean repeatable) {
		Boolean marked = cell.contains("marked") ? !cell.contains("not idempotent") : null;
		return new RequestTraits(method, marked, cell.contains("with an idempotency key"), null,
				cell.contains("`If-Match`"), false, repeatable);
	}

	private static List<Boolean> bodies(String cell) {
		return switch (cell) {
			case "none or repeatable" -> List.of(true);
			case "a stream" -> List.of(false);
			case "any" -> List.of(true, false);
			default -> throw new AssertionError("Unknown body: " + cell);
		};
	}

	private record Failure(int attempt, boolean written, boolean responseByte, FaultKind kind) {

		static List<Failure> of(int attempt, boolean written, boolean responseByte, FaultKind... kinds) {
			return Arrays.stream(kinds).map((kind) -> new Failure(attempt, written, responseByte, kind)).toList();
		}

		AttemptFacts facts(@Nullable Boolean reused) {
			return new AttemptFacts(reused, Duration.ofSeconds(1), 1, this.written, this.responseByte, "localhost:80");
		}

	}

}
