package io.github.keepalive.sample;

import java.time.Duration;

/**
 * Thrown if a comparison is asked for while one is running.
 */
class DemoRunningException extends RuntimeException {

	DemoRunningException(DemoStatus running) {
		super("A comparison is running since %d s and takes %d s: wait until it has ended, then start another"
			.formatted(Duration.ofMillis(running.elapsedMillis()).toSeconds(),
					Duration.ofMillis(running.durationMillis()).toSeconds()));
	}

}
