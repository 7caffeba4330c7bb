package io.github.keepalive.connection;

import java.net.SocketAddress;

import io.github.keepalive.connection.WindowReading.Probed;
import org.jspecify.annotations.Nullable;

/**
 * A measurement and what has spoken against it since. Changed under the lock of its
 * {@link LearnedWindow}.
 */
final class ProbedWindow {

	private final Probed reading;

	private final @Nullable SocketAddress remote;

	private final long nanos;

	private final Contradictions contradictions = new Contradictions();

	ProbedWindow(Probed reading, @Nullable SocketAddress remote) {
		this.reading = reading;
		this.remote = remote;
		this.nanos = reading.window().toNanos();
	}

	Probed reading() {
		return this.reading;
	}

	long nanos() {
		return this.nanos;
	}

	boolean closeSeen() {
		return this.reading.closeSeen();
	}

	boolean isRefutedBy(@Nullable SocketAddress survivor, long idleNanos) {
		boolean same = this.remote == null || survivor == null || this.remote.equals(survivor);
		return same && closeSeen() && idleNanos > SeenClose.sameUpTo(this.nanos);
	}

	boolean refuted(long idleNanos, Tick now) {
		this.contradictions.add(idleNanos, now);
		return this.contradictions.liftedNanos() > 0;
	}

	long liftedNanos() {
		return this.contradictions.liftedNanos();
	}

}
