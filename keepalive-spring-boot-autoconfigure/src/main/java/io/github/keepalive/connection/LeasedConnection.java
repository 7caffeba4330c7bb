package io.github.keepalive.connection;

import java.time.Duration;

/**
 * The connection that one send was given, as it was then. Immutable.
 *
 * @param state the route
 * @param life the connection
 * @param reused whether it served an exchange before
 * @param idleSince since when it had been idle
 * @param idle for how long
 * @param served how many exchanges it had completed
 */
record LeasedConnection(RouteState state, ConnectionLife life, boolean reused, Tick idleSince, Duration idle,
		int served) {

	static LeasedConnection of(RouteState state, ConnectionLife life, boolean reused, Tick now) {
		Tick idleSince = life.idleSince();
		return new LeasedConnection(state, life, reused, idleSince, idleSince.age(now), life.served());
	}

	String authority() {
		return this.state.route().toString();
	}

	/**
	 * Notes that it was lost before a response.
	 */
	void lost() {
		this.life.closing(CloseReason.STALE);
		this.state.counters().stale(this.life.leasedAt(), this.idle);
		retireNeighbours();
	}

	/**
	 * Notes that it was silent until the read timeout.
	 */
	void suspected() {
		this.state.counters().blackHole();
		retireNeighbours();
	}

	private void retireNeighbours() {
		this.state.retireNeighbours(this.idleSince, this.life.leasedAt());
	}

}
