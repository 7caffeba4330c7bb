package io.github.keepalive.testsupport;

import java.net.InetSocketAddress;
import java.time.Duration;

import io.github.keepalive.connection.CloseManner;
import io.github.keepalive.connection.CloseReason;
import io.github.keepalive.connection.ConnectionLife;
import io.github.keepalive.connection.Connections;
import io.github.keepalive.connection.Route;

/**
 * A peer that closes idle connections after its window, without a network.
 */
public final class ClosingPeer {

	private final Connections connections;

	private final ManualClock clock;

	private final Route route;

	public ClosingPeer(Connections connections, ManualClock clock, Route route) {
		this.connections = connections;
		this.clock = clock;
		this.route = route;
	}

	/**
	 * Uses connections for a while, then leaves them idle until they are closed.
	 * @param window after which idle time the peer closes them
	 * @param closes how many there are
	 */
	public void closes(Duration window, int closes) {
		for (int i = 0; i < closes; i++) {
			ConnectionLife life = used(1 + i % 5, Duration.ofMillis(130 + 70L * i));
			this.clock.advance(window);
			life.endedByPeer(CloseManner.FIN);
			this.connections.closed(life, CloseReason.PEER);
		}
	}

	/**
	 * Closes connections right after their last response.
	 * @param requests how many requests it takes on each
	 * @param closes how many connections there are
	 */
	public void closesAfter(int requests, int closes) {
		for (int i = 0; i < closes; i++) {
			ConnectionLife life = used(requests, Duration.ofMillis(400 + 90L * i));
			this.clock.advance(Duration.ofMillis(1));
			this.connections.closed(life, CloseReason.PEER);
		}
	}

	private ConnectionLife used(int times, Duration between) {
		ConnectionLife life = this.connections.opened(this.route, new InetSocketAddress("127.0.0.1", 80));
		for (int i = 0; i < times; i++) {
			this.clock.advance(between);
			this.connections.leased(life, i > 0, null);
			life.responseHead(this.clock.now());
			this.connections.completed(life);
		}
		return life;
	}

}
