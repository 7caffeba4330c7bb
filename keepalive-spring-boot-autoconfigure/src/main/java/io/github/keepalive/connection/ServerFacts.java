package io.github.keepalive.connection;

import org.jspecify.annotations.Nullable;

/**
 * What matters of a server besides its timeouts, as it was when the server started.
 *
 * @param headerFollowsIdle whether the server has a single timeout for idle connections
 * and for request heads, so that one cannot be set without the other
 * @param headerUnlimited whether the application took the server's own limit for request
 * heads away
 * @param maxRequests how many requests a connection serves before the server closes it,
 * or {@code null} for no limit or unknown
 * @param probeOption name of the option by which the application switched TCP keep-alive
 * probes on, or {@code null} if it did not, or where that cannot be seen
 * @param immediateShutdown whether the server stops without waiting for running requests
 * @since 0.1.0
 */
public record ServerFacts(boolean headerFollowsIdle, boolean headerUnlimited, @Nullable Integer maxRequests,
		@Nullable String probeOption, boolean immediateShutdown) {

	/**
	 * Nothing is known that would be worth saying.
	 */
	public static final ServerFacts NONE = new ServerFacts(false, false, null, null, false);

}
