package io.github.keepalive.boundary;

import java.time.Duration;
import java.util.Map;

/**
 * What a load came to.
 *
 * @param requests how many requests the users made
 * @param failures how many of them failed, by type of exception and pause
 * @param executed how many requests the origin executed
 * @param distinct how many different ones among them
 * @param connections how many connections the clients opened
 * @param shortGaps how many pauses were so short that the connection must be reused
 * @param shortGapsReused after how many of them it was
 * @param resets how many resets the proxy sent
 * @param stalled the longest time for which the process was kept from running
 */
record LoadResult(int requests, Map<String, Integer> failures, int executed, int distinct, int connections,
		int shortGaps, int shortGapsReused, int resets, Duration stalled) {

	/**
	 * Whether nothing was lost, or what was lost cannot be blamed on the machine.
	 * @param margin how long a client may be stalled without losing the race
	 * @return whether the run says something about the client
	 */
	boolean conclusive(Duration margin) {
		// Four threads have a part in the way of a request: user, event loop and the
		// delay line twice.
		return (failed() == 0 && this.resets == 0) || this.stalled.compareTo(margin.dividedBy(4)) < 0;
	}

	int failed() {
		return this.failures.values().stream().mapToInt(Integer::intValue).sum();
	}

	double failedShare() {
		return (double) failed() / this.requests;
	}

	double reusedShare() {
		return (double) this.shortGapsReused / this.shortGaps;
	}

}
