package io.github.keepalive.client.jetty;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.connection.Tick;

/**
 * The clocks of the machine, put forward by hand.
 */
final class MovableClock implements IdleClock {

	private final AtomicLong aheadMillis = new AtomicLong();

	void advance(Duration by) {
		this.aheadMillis.addAndGet(by.toMillis());
	}

	@Override
	public Tick now() {
		long ahead = this.aheadMillis.get();
		return new Tick(System.nanoTime() + ahead * 1_000_000, System.currentTimeMillis() + ahead);
	}

}
