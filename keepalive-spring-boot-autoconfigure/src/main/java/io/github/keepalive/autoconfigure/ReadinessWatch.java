package io.github.keepalive.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import io.github.keepalive.connection.ReadinessPolls;

/**
 * Tells whether somebody asks for the readiness of the application, with some patience at
 * first.
 */
final class ReadinessWatch {

	private static final Duration PATIENCE = Duration.ofMinutes(5);

	private final ReadinessPolls polls;

	private final InstantSource clock;

	private final Instant since;

	ReadinessWatch(ReadinessPolls polls, InstantSource clock) {
		this.polls = polls;
		this.clock = clock;
		this.since = clock.instant();
	}

	boolean polled() {
		return this.polls.answered() > 0 || this.clock.instant().isBefore(this.since.plus(PATIENCE));
	}

}
