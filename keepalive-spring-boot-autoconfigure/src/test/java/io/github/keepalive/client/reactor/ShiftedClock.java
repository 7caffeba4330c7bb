package io.github.keepalive.client.reactor;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.connection.Tick;

/**
 * The machine's clock, put forward by hand.
 */
final class ShiftedClock implements IdleClock {

	private final AtomicLong ahead = new AtomicLong();

	@Override
	public Tick now() {
		Tick now = Tick.now();
		long millis = this.ahead.get();
		return new Tick(now.nanos() + Duration.ofMillis(millis).toNanos(), now.millis() + millis);
	}

	void advance(Duration duration) {
		this.ahead.addAndGet(duration.toMillis());
	}

}
