package io.github.keepalive.connection;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How often somebody asked whether this application takes requests. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ReadinessPolls {

	private static final int SERVICE_UNAVAILABLE = 503;

	private final AtomicLong answered = new AtomicLong();

	private final AtomicLong refused = new AtomicLong();

	/**
	 * Counts an answer.
	 * @param status its HTTP status
	 */
	public void answered(int status) {
		this.answered.incrementAndGet();
		if (status == SERVICE_UNAVAILABLE) {
			this.refused.incrementAndGet();
		}
	}

	/**
	 * Returns how many answers there were.
	 * @return the number since the start
	 */
	public long answered() {
		return this.answered.get();
	}

	/**
	 * Returns how many answers were that it takes none.
	 * @return the number since the start
	 */
	public long refused() {
		return this.refused.get();
	}

}
