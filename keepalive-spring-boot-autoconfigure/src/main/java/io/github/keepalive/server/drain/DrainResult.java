package io.github.keepalive.server.drain;

import java.time.Duration;

import io.github.keepalive.policy.Durations;

/**
 * What a drain has done.
 *
 * @param took how long it took
 * @param early whether it ended before its period was over
 * @param told responses that said that their connection ends
 * @param left connections that were idle when it began and ended without another request
 * @param forced idle connections that it had to end
 * @param running connections still in use when it was over
 */
record DrainResult(Duration took, boolean early, long told, long left, int forced, int running) {

	@Override
	public String toString() {
		return "Drained for " + Durations.format(this.took) + (this.early ? ", nobody being left" : "") + ": "
				+ this.told + " responses ended their connections, " + this.left
				+ " idle connections were ended by their peers, " + this.forced + " by us"
				+ ((this.running > 0) ? "; " + this.running + " are in use and left to the graceful shutdown" : "");
	}

}
