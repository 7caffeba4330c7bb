package io.github.keepalive.policy;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The plan for the whole application: what clients and servers are to do, and why.
 * Immutable.
 *
 * @param proxy the proxy in front of what we call
 * @param client what client pools do for every host
 * @param serverProxy the proxy in front of us
 * @param server what embedded servers do
 * @param upstreams what client pools do for hosts that differ from all others
 * @param findings what the planner noticed
 * @since 0.1.0
 */
public record KeepAlivePolicy(ProxyWindow proxy, ClientKeepAlive client, ProxyWindow serverProxy,
		ServerKeepAlive server, List<UpstreamKeepAlive> upstreams, List<Finding> findings) {

	public KeepAlivePolicy {
		Objects.requireNonNull(proxy, "'proxy' must not be null");
		Objects.requireNonNull(client, "'client' must not be null");
		Objects.requireNonNull(serverProxy, "'serverProxy' must not be null");
		Objects.requireNonNull(server, "'server' must not be null");
		upstreams = List.copyOf(upstreams);
		findings = List.copyOf(findings);
	}

	/**
	 * Creates a plan that treats all hosts alike.
	 * @param proxy the proxy in front of what we call
	 * @param client what client pools do for every host
	 * @param serverProxy the proxy in front of us
	 * @param server what embedded servers do
	 * @param findings what the planner noticed
	 */
	public KeepAlivePolicy(ProxyWindow proxy, ClientKeepAlive client, ProxyWindow serverProxy, ServerKeepAlive server,
			List<Finding> findings) {
		this(proxy, client, serverProxy, server, List.of(), findings);
	}

	/**
	 * Returns the upstream a route belongs to: an exact host beats a wildcard, a long
	 * wildcard a short one, a pattern with a port one without. Meant to be asked once for
	 * a route, not for each request.
	 * @param host the host name or address, in lower case
	 * @param port the port
	 * @return the upstream, or {@code null} for a host that is treated like all others
	 */
	public @Nullable UpstreamKeepAlive upstream(String host, int port) {
		UpstreamKeepAlive best = null;
		HostPattern closest = null;
		for (UpstreamKeepAlive upstream : this.upstreams) {
			for (HostPattern pattern : upstream.hosts()) {
				if (pattern.matches(host, port)
						&& (closest == null || HostPattern.MOST_SPECIFIC_FIRST.compare(pattern, closest) < 0)) {
					best = upstream;
					closest = pattern;
				}
			}
		}
		return best;
	}

	/**
	 * Returns what client pools do with connections to one host.
	 * @param host the host name or address, in lower case
	 * @param port the port
	 * @return the client plan of that route
	 */
	public ClientKeepAlive client(String host, int port) {
		UpstreamKeepAlive upstream = upstream(host, port);
		return (upstream != null) ? upstream.client() : this.client;
	}

	/**
	 * Returns all client plans.
	 * @return that of all other hosts first, then those of the upstreams
	 */
	public List<ClientKeepAlive> clients() {
		return Stream.concat(Stream.of(this.client), this.upstreams.stream().map(UpstreamKeepAlive::client)).toList();
	}

	/**
	 * Returns the plan with the shortest idle time, for libraries that have a single one
	 * for all hosts.
	 * @return the plan of all other hosts, or of the upstream with a shorter idle time
	 */
	public ClientKeepAlive shortest() {
		return clients().stream().reduce(this.client, ClientKeepAlive::orShorter);
	}

}
