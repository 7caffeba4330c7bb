package io.github.keepalive.matrix;

import java.util.ArrayList;
import java.util.List;

import io.github.keepalive.docs.GeneratedPage;
import io.github.keepalive.matrix.Lab.Observation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that every transport does with every fault what the rule says, and that the page
 * on retries shows it.
 */
@Timeout(300)
class RetryMatrixTests {

	private static List<Observation> observations;

	@BeforeAll
	static void run() throws Exception {
		observations = Matrix.run();
	}

	@ParameterizedTest
	@EnumSource
	void endsAsTheRuleSays(Transport transport) {
		assertThat(of(transport)).hasSizeGreaterThan(100);
		assertThat(of(transport).stream()
			.filter((seen) -> !Oracle.of(seen.cell()).outcomes().contains(seen.outcome()))
			.map((seen) -> seen + " instead of " + Oracle.of(seen.cell()))).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void failureSaysWhyItWasNotRepeated(Transport transport) {
		assertThat(of(transport).stream()
			.filter((seen) -> seen.outcome().result().equals(Outcome.FAILS))
			.filter((seen) -> Oracle.reason(seen.cell()) != null)
			.filter((seen) -> !seen.reason().equals(Oracle.reason(seen.cell())))
			.map((seen) -> seen + " instead of " + Oracle.reason(seen.cell()))).isEmpty();
	}

	@Test
	void nothingWithoutPermissionIsExecutedTwice() {
		assertThat(observations).filteredOn((seen) -> !Oracle.repeatable(seen.cell().sent()))
			.allSatisfy((seen) -> assertThat(seen.outcome().executions()).as("%s", seen.cell()).isLessThan(2));
	}

	@Test
	void pageShowsTheMatrix() {
		MatrixTable table = new MatrixTable();
		List<String> lines = new ArrayList<>(table.render(false, Cell.PLAIN, (cell) -> true));
		List<String> secure = table.render(true, Cell.SECURE, RetryMatrixTests::differsOverTls);
		lines.add("");
		lines.add("Over TLS (GET, PUT, POST with and without key; no timeouts) the same, but for these rows:");
		lines.add("");
		lines.addAll(secure);
		lines.add("");
		lines.addAll(table.notes());
		GeneratedPage.of("docs/retry.md").assertSection("matrix", lines);
	}

	private static boolean differsOverTls(Cell cell) {
		Expectation expected = Oracle.of(cell);
		return cell.fault() != Fault.HANG && expected.possible() && !expected.equals(Oracle.of(cell.inTheClear()));
	}

	private static List<Observation> of(Transport transport) {
		return observations.stream().filter((seen) -> seen.cell().transport() == transport).toList();
	}

}
