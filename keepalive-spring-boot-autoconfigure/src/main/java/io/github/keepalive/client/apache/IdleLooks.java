package io.github.keepalive.client.apache;

import java.time.Duration;
import java.util.List;

import io.github.keepalive.connection.CloseReason;
import io.github.keepalive.connection.Tick;

/**
 * Looks at the idle connections of a classic client in the background, where a close by
 * the peer goes unnoticed until somebody reads (HttpClient 5.6). A look blocks for up to
 * 1 ms, so that a run takes a few of them and the next one the next few. Used by the
 * maintenance thread.
 */
final class IdleLooks {

	/**
	 * The lease looks by itself; younger ones are leased again soon.
	 */
	private static final Duration QUIET = Duration.ofMillis(100);

	private static final int MOST = 32;

	private final ConnectionTracker tracker;

	private int next;

	IdleLooks(ConnectionTracker tracker) {
		this.tracker = tracker;
	}

	void run() {
		Tick now = this.tracker.connections().now();
		List<TrackedConnection> idle = this.tracker.open()
			.stream()
			.filter((pooled) -> pooled.connection() instanceof GuardedConnection && pooled.pooledFor(QUIET, now))
			.toList();
		// The limit may have become shorter since the pool was told.
		idle.forEach((pooled) -> closeIfOverdue(pooled, (GuardedConnection) pooled.connection()));
		for (int looks = Math.min(MOST, idle.size()); looks > 0; looks--) {
			TrackedConnection pooled = idle.get(Math.floorMod(this.next++, idle.size()));
			look(pooled, (GuardedConnection) pooled.connection());
		}
	}

	private void closeIfOverdue(TrackedConnection pooled, GuardedConnection connection) {
		CloseReason reason = this.tracker.overdue(pooled);
		if (reason != null && connection.closeIdle(reason, pooled.life())) {
			this.tracker.gone(pooled);
		}
	}

	private void look(TrackedConnection pooled, GuardedConnection connection) {
		Tick before = this.tracker.connections().now();
		if (connection.lookWhileIdle(pooled.life())) {
			this.tracker.gone(pooled);
		}
		else if (connection.isOpen()) {
			pooled.life().seenOpen(before);
		}
	}

}
