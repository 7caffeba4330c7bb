package io.github.keepalive.connection;

import java.time.Duration;

/**
 * A clock that tests drive.
 */
public final class ManualClock implements IdleClock {

	private volatile long millis = 1_000_000;

	@Override
	public Tick now() {
		return new Tick(this.millis * 1_000_000, this.millis);
	}

	/**
	 * Lets time pass.
	 * @param duration how much
	 */
	public void advance(Duration duration) {
		this.millis += duration.toMillis();
	}

}
