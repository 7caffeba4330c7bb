package io.github.keepalive.policy;

import java.util.List;
import java.util.Objects;

/**
 * The plan for the hosts of one upstream.
 *
 * @param name the name, as in {@code keepalive.upstreams.<name>}
 * @param hosts the patterns of its hosts
 * @param proxy what stands in front of those hosts
 * @param client what client pools do with connections to them
 * @since 0.1.0
 */
public record UpstreamKeepAlive(String name, List<HostPattern> hosts, ProxyWindow proxy, ClientKeepAlive client) {

	public UpstreamKeepAlive {
		Objects.requireNonNull(name, "'name' must not be null");
		hosts = List.copyOf(hosts);
		Objects.requireNonNull(proxy, "'proxy' must not be null");
		Objects.requireNonNull(client, "'client' must not be null");
	}

}
