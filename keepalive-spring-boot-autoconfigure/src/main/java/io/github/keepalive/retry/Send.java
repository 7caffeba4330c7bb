package io.github.keepalive.retry;

import java.net.URI;

import io.github.keepalive.connection.Attempt;
import io.github.keepalive.fault.RepeatContext;
import io.github.keepalive.fault.RequestTraits;

/**
 * One send whose outcome is to be judged.
 *
 * @param uri where to
 * @param attempt the facts
 * @param traits what was sent
 * @param surroundings what else matters
 * @param replayable whether all that a repeat needs is still at hand
 */
record Send(URI uri, Attempt attempt, RequestTraits traits, RepeatContext surroundings, boolean replayable) {

	@Override
	public RepeatContext surroundings() {
		// A retry strategy that the application gave its library has used up the one
		// repeat.
		return this.attempt.repeatedByLibrary() ? this.surroundings.later() : this.surroundings;
	}

}
