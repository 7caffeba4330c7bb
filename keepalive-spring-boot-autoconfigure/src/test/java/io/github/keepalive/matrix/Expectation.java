package io.github.keepalive.matrix;

import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * How a case may end.
 *
 * @param outcomes the ways, none if there is no such case
 * @param note why, if it is not what the rule says or if there is more than one way
 */
record Expectation(List<Outcome> outcomes, @Nullable Note note) {

	static Expectation of(Outcome outcome) {
		return new Expectation(List.of(outcome), null);
	}

	static Expectation of(Note note, Outcome... outcomes) {
		return new Expectation(List.of(outcomes), note);
	}

	boolean possible() {
		return !this.outcomes.isEmpty();
	}

	@Override
	public String toString() {
		return possible() ? this.outcomes.stream().map(Outcome::toString).collect(Collectors.joining(" or ")) : "-";
	}

}
