package io.github.keepalive.sample;

import java.time.Duration;
import java.util.Random;

/**
 * Idle times of one virtual user: many close to the proxy's window, where the race is,
 * the others spread from short to longer than the window. The same seed gives both sides
 * the same gaps. Not thread-safe.
 */
final class Gaps {

	private static final double NEAR_THE_WINDOW = 0.4;

	private static final double POSTS = 0.3;

	private final Random random;

	private final Duration window;

	private final Duration spread;

	Gaps(DemoSettings settings, int user) {
		this.random = new Random(settings.seed() * 1_000_003 + user);
		this.window = settings.window();
		// A request races a close if it leaves less than a round trip before the window
		// ends.
		this.spread = settings.pathDelay().multipliedBy(6);
	}

	Duration first() {
		return between(Duration.ZERO, this.window);
	}

	Duration next() {
		if (this.random.nextDouble() < NEAR_THE_WINDOW) {
			return between(this.window.minus(this.spread), this.window.plus(this.spread));
		}
		return between(this.window.dividedBy(10), this.window.multipliedBy(6).dividedBy(5));
	}

	boolean nextIsPost() {
		return this.random.nextDouble() < POSTS;
	}

	private Duration between(Duration least, Duration most) {
		long range = Math.max(1, most.minus(least).toNanos());
		long nanos = least.toNanos() + (long) (this.random.nextDouble() * range);
		return Duration.ofNanos(Math.max(0, nanos));
	}

}
