package io.github.keepalive.probe;

import java.net.InetSocketAddress;

import io.github.keepalive.connection.Route;
import io.github.keepalive.connection.Tick;

/**
 * Told what probes have found out about an idle window. Not told where the probe's way is
 * not that of the clients.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ProbeListener {

	/**
	 * Called on the probe's thread.
	 * @param route the host and port that was probed
	 * @param remote the address behind it
	 * @param result what was found
	 * @param at when
	 */
	void probed(Route route, InetSocketAddress remote, ProbeResult result, Tick at);

}
