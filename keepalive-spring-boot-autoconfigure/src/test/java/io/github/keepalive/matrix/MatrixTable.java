package io.github.keepalive.matrix;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The matrix for readers: a row for each fault and connection, split where methods
 * differ, and a column for each transport. Numbers the notes as they come.
 */
final class MatrixTable {

	private static final String MARKS = "¹²³⁴⁵⁶⁷⁸⁹";

	private final List<Note> notes = new ArrayList<>();

	/**
	 * Renders the cases.
	 * @param tls whether those over TLS
	 * @param sent the requests to show
	 * @param shown which rows to show
	 * @return the lines of the table
	 */
	List<String> render(boolean tls, List<Sent> sent, Predicate<Cell> shown) {
		List<String> lines = new ArrayList<>();
		lines.add("| fault | connection | request | "
				+ Arrays.stream(Transport.values()).map(Transport::title).collect(Collectors.joining(" | ")) + " |");
		lines.add("|---|---|---|" + "---|".repeat(Transport.values().length));
		for (Fault fault : Fault.values()) {
			List<Row> reused = rows(fault, true, tls, sent, shown);
			List<Row> fresh = fault.ofTheExchange() ? rows(fault, false, tls, sent, shown) : List.of();
			if (reused.equals(fresh)) {
				reused.forEach((row) -> lines.add(row.line(fault, "any", sent)));
				continue;
			}
			reused.forEach((row) -> lines.add(row.line(fault, "reused", sent)));
			fresh.forEach((row) -> lines.add(row.line(fault, "fresh", sent)));
		}
		return lines;
	}

	private List<Row> rows(Fault fault, boolean reused, boolean tls, List<Sent> sent, Predicate<Cell> shown) {
		List<Row> rows = new ArrayList<>();
		for (Sent request : sent) {
			List<Cell> cells = Arrays.stream(Transport.values())
				.map((transport) -> new Cell(transport, fault, reused, request, tls))
				.toList();
			if (cells.stream().anyMatch(shown)) {
				List<Expectation> expected = cells.stream().map(Oracle::of).toList();
				rows.stream()
					.filter((row) -> row.takes(expected))
					.findFirst()
					.orElseGet(() -> add(rows, new Row(expected.stream().map(this::text).toList(), expected)))
					.requests()
					.add(request);
			}
		}
		return rows;
	}

	private static Row add(List<Row> rows, Row row) {
		rows.add(row);
		return row;
	}

	private String text(Expectation expectation) {
		if (expectation.note() == null) {
			return expectation.toString();
		}
		if (!this.notes.contains(expectation.note())) {
			this.notes.add(expectation.note());
		}
		return expectation + " " + mark(this.notes.indexOf(expectation.note()));
	}

	private static String mark(int index) {
		String digits = String.valueOf(index + 1);
		return digits.chars()
			.mapToObj((digit) -> (digit == '0') ? "⁰" : MARKS.substring(digit - '1', digit - '0'))
			.collect(Collectors.joining());
	}

	/**
	 * Returns the notes used so far.
	 * @return a list, in the order of their marks
	 */
	List<String> notes() {
		List<String> lines = new ArrayList<>();
		for (Note note : this.notes) {
			lines.add("- " + mark(lines.size()) + " " + note.text());
		}
		return lines;
	}

	/**
	 * Requests that fare alike.
	 *
	 * @param cells what the table says, by transport
	 * @param expected the same as values
	 * @param requests the requests
	 */
	private record Row(List<String> cells, List<Expectation> expected, List<Sent> requests) {

		Row(List<String> cells, List<Expectation> expected) {
			this(cells, expected, new ArrayList<>());
		}

		boolean takes(List<Expectation> others) {
			for (int i = 0; i < others.size(); i++) {
				// What a library does not know at all is said once, below the table.
				if (!others.get(i).equals(this.expected.get(i)) && others.get(i).note() != Note.NO_PATCH) {
					return false;
				}
			}
			return true;
		}

		String line(Fault fault, String connection, List<Sent> all) {
			String sent = (this.requests.size() == all.size()) ? "any"
					: this.requests.stream().map(Sent::title).collect(Collectors.joining(", "));
			return "| " + fault.title() + " | " + connection + " | " + sent + " | " + String.join(" | ", this.cells)
					+ " |";
		}

	}

}
