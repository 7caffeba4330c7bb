package io.github.keepalive.boundary;

import java.time.Duration;

import io.github.keepalive.boundary.BoundaryRun.Peer;

/**
 * The sizes of the boundary runs.
 */
final class BoundaryRuns {

	private static final Duration WINDOW = Duration.ofSeconds(1);

	// What the planner derives from that window.
	private static final Duration CLIENT_IDLE = Duration.ofMillis(833);

	private static final Duration REUSE = Duration.ofMillis(750);

	private static final int FACTOR = Boolean.getBoolean("keepalive.long") ? 5 : 1;

	private BoundaryRuns() {
	}

	static BoundaryRun plain(Transport transport, Peer peer) {
		return new BoundaryRun(transport, peer, false, false,
				new LoadPlan(40, 51 * FACTOR, WINDOW, CLIENT_IDLE, REUSE));
	}

	static BoundaryRun tls(Transport transport, Peer peer) {
		return new BoundaryRun(transport, peer, true, false, new LoadPlan(16, 40 * FACTOR, WINDOW, CLIENT_IDLE, REUSE));
	}

	static BoundaryRun bursts(Transport transport, Peer peer) {
		return new BoundaryRun(transport, peer, false, true, new LoadPlan(20, 45 * FACTOR, WINDOW, CLIENT_IDLE, REUSE));
	}

	/**
	 * The control run, long enough to find a failure in twenty for certain.
	 * @return the run
	 */
	static BoundaryRun control() {
		return new BoundaryRun(Transport.REACTOR, Peer.NGINX, false, false,
				new LoadPlan(25, 40, WINDOW, CLIENT_IDLE, REUSE));
	}

	/**
	 * The JDK client counts in whole seconds and closes up to a second late, so the most
	 * that is safe below three seconds is one that it is asked for. It cuts off the
	 * fraction of the current second (JDK 17 to 25, {@code ConnectionPool}), so what it
	 * does keep, it keeps for anything up to a second.
	 * @return the run
	 */
	static BoundaryRun jdk() {
		return new BoundaryRun(Transport.JDK, Peer.NGINX, false, false,
				new LoadPlan(120, 17 * FACTOR, Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofSeconds(1)));
	}

}
