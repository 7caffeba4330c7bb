package io.github.keepalive.testsupport;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures how long this process was kept from running. A client that is stopped between
 * its decision and its write for longer than the margin loses the race whatever it
 * decides, so a failure in such a run proves nothing.
 */
public final class StallMeter implements AutoCloseable {

	private static final long STEP_NANOS = Duration.ofMillis(5).toNanos();

	private final AtomicLong longest = new AtomicLong();

	private volatile boolean closed;

	/**
	 * Starts to measure.
	 */
	public StallMeter() {
		Thread thread = new Thread(this::run, "stall-meter");
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Returns the longest stall so far.
	 * @return how long it was
	 */
	public Duration longest() {
		return Duration.ofNanos(this.longest.get());
	}

	@Override
	public void close() {
		this.closed = true;
	}

	private void run() {
		while (!this.closed) {
			long start = System.nanoTime();
			LockSupport.parkNanos(STEP_NANOS);
			this.longest.accumulateAndGet(System.nanoTime() - start - STEP_NANOS, Math::max);
		}
	}

}
