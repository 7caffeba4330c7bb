package io.github.keepalive.server.drain;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * How long a drain may take.
 *
 * @param period the longest time in which connections are ended
 * @param requests the longest time that running requests are waited for after that, where
 * the server itself does not do so
 * @since 0.1.0
 */
public record DrainLimits(Duration period, Duration requests) {

	private static final Duration LONGEST_RESERVE = Duration.ofSeconds(1);

	private static final int PARTS = 4;

	public DrainLimits {
		Assert.notNull(period, "'period' must not be null");
		Assert.notNull(requests, "'requests' must not be null");
	}

	/**
	 * Returns the part of the period that remains for the end, when nobody can connect
	 * any more.
	 * @return the time, in two halves: what was accepted last is answered, what is idle
	 * is ended
	 */
	Duration reserve() {
		Duration part = this.period.dividedBy(PARTS);
		return (part.compareTo(LONGEST_RESERVE) < 0) ? part : LONGEST_RESERVE;
	}

}
