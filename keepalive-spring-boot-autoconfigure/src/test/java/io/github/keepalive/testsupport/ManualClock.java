package io.github.keepalive.testsupport;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.connection.Tick;

/**
 * A clock that a test moves by hand.
 */
public final class ManualClock implements IdleClock {

	private final AtomicLong nanos = new AtomicLong(1_000_000_000_000L);

	@Override
	public Tick now() {
		// Two moments are never the same, as on a real machine.
		long now = this.nanos.incrementAndGet();
		return new Tick(now, now / 1_000_000);
	}

	/**
	 * Moves the clock.
	 * @param duration by how much
	 */
	public void advance(Duration duration) {
		this.nanos.addAndGet(duration.toNanos());
	}

}
