package io.github.keepalive.policy;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What the user said about one upstream: hosts that differ from all others.
 *
 * @param name the name, as in {@code keepalive.upstreams.<name>}
 * @param key the property prefix these values were read from, for messages
 * @param hosts hosts with optional port, {@code *.example.org} allowed
 * @param proxy what stands in front of those hosts, or {@code null} if it is what stands
 * in front of all others; where it says anything, nothing of the other's is inherited
 * @param client settings for connections to those hosts; what is missing is inherited
 * @since 0.1.0
 */
public record UpstreamSettings(String name, String key, List<String> hosts, @Nullable ProxySettings proxy,
		ClientSettings client) {

	public UpstreamSettings {
		Objects.requireNonNull(name, "'name' must not be null");
		Objects.requireNonNull(key, "'key' must not be null");
		hosts = List.copyOf(hosts);
		Objects.requireNonNull(client, "'client' must not be null");
	}

}
