package io.github.keepalive.policy;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * All that the planner looks at.
 *
 * @param proxy the proxy in front of what we call
 * @param client settings of our clients
 * @param serverProxy the proxy in front of us, if it is another one
 * @param server settings of our servers
 * @param upstreams hosts that differ from all others
 * @since 0.1.0
 */
public record KeepAliveInputs(ProxySettings proxy, ClientSettings client, @Nullable ProxySettings serverProxy,
		ServerSettings server, List<UpstreamSettings> upstreams) {

	public KeepAliveInputs {
		Objects.requireNonNull(proxy, "'proxy' must not be null");
		Objects.requireNonNull(client, "'client' must not be null");
		Objects.requireNonNull(server, "'server' must not be null");
		upstreams = List.copyOf(upstreams);
	}

	/**
	 * Creates inputs for an application that calls all hosts alike.
	 * @param proxy the proxy in front of what we call
	 * @param client settings of our clients
	 * @param serverProxy the proxy in front of us, if it is another one
	 * @param server settings of our servers
	 */
	public KeepAliveInputs(ProxySettings proxy, ClientSettings client, @Nullable ProxySettings serverProxy,
			ServerSettings server) {
		this(proxy, client, serverProxy, server, List.of());
	}

}
