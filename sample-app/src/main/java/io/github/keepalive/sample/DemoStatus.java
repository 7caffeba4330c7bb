package io.github.keepalive.sample;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What is known of the latest comparison. Fields are only ever added.
 *
 * @param state whether a comparison runs
 * @param window idle window of the proxy
 * @param pathDelay delay each way between a client and the proxy
 * @param elapsedMillis time since the start of the comparison in milliseconds
 * @param durationMillis how long requests are sent in milliseconds
 * @param clients figures of each side
 */
record DemoStatus(State state, @Nullable Duration window, @Nullable Duration pathDelay, long elapsedMillis,
		long durationMillis, List<ClientFigures> clients) {

	static DemoStatus idle() {
		return new DemoStatus(State.IDLE, null, null, 0, 0, List.of());
	}

	/**
	 * State of the comparison.
	 */
	enum State {

		/** None has been started yet. */
		IDLE,

		/** One is under way. */
		RUNNING,

		/** The latest one has ended. */
		DONE

	}

	/**
	 * Figures of one side.
	 *
	 * @param id stable id of the side
	 * @param name name for readers
	 * @param requests requests made
	 * @param failed requests that failed for the caller
	 * @param failedPercent share of the failed requests in percent
	 * @param duplicates requests the upstream executed more than once
	 * @param connections connections opened and used
	 * @param errors failed requests by type of exception
	 */
	record ClientFigures(String id, String name, long requests, long failed, double failedPercent, long duplicates,
			long connections, Map<String, Long> errors) {

	}

}
