package io.github.keepalive.policy;

import java.util.List;
import java.util.Objects;

/**
 * The plan for the whole application: what clients and servers are to do, and why.
 * Immutable.
 *
 * @param proxy the proxy in front of what we call
 * @param client what client pools do for every host
 * @param serverProxy the proxy in front of us
 * @param server what embedded servers do
 * @param findings what the planner noticed
 * @since 0.1.0
 */
public record KeepAlivePolicy(ProxyWindow proxy, ClientKeepAlive client, ProxyWindow serverProxy,
		ServerKeepAlive server, List<Finding> findings) {

	public KeepAlivePolicy {
		Objects.requireNonNull(proxy, "'proxy' must not be null");
		Objects.requireNonNull(client, "'client' must not be null");
		Objects.requireNonNull(serverProxy, "'serverProxy' must not be null");
		Objects.requireNonNull(server, "'server' must not be null");
		findings = List.copyOf(findings);
	}

	/**
	 * Returns what client pools do with connections to one host.
	 * @param host the host name, in lower case
	 * @param port the port
	 * @return the client plan of that route
	 */
	public ClientKeepAlive client(String host, int port) {
		return this.client;
	}

}
