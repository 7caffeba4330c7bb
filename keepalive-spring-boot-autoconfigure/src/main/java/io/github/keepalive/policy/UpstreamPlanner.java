package io.github.keepalive.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Plans what client pools do for hosts that differ from all others.
 */
final class UpstreamPlanner {

	private final WindowPlanner windows;

	UpstreamPlanner(WindowPlanner windows) {
		this.windows = windows;
	}

	List<UpstreamKeepAlive> plan(KeepAliveInputs inputs, ProxyWindow others) {
		Map<HostPattern, String> taken = new HashMap<>();
		List<UpstreamKeepAlive> upstreams = new ArrayList<>();
		for (UpstreamSettings upstream : inputs.upstreams()) {
			List<HostPattern> hosts = hosts(upstream, taken);
			upstreams.add(plan(upstream, hosts, inputs, others));
		}
		return upstreams;
	}

	private UpstreamKeepAlive plan(UpstreamSettings upstream, List<HostPattern> hosts, KeepAliveInputs inputs,
			ProxyWindow others) {
		ProxySettings own = upstream.proxy();
		ClientPlanner planner = new ClientPlanner(upstream.client(), inputs.client());
		if (own == null || own.isEmpty()) {
			return new UpstreamKeepAlive(upstream.name(), hosts, others, planner.plan(inputs.proxy(), others));
		}
		ProxyWindow window = this.windows.plan(own, WindowPlanner.Role.PEER);
		return new UpstreamKeepAlive(upstream.name(), hosts, window, planner.planApart(own, window));
	}

	private static List<HostPattern> hosts(UpstreamSettings upstream, Map<HostPattern, String> taken) {
		String key = upstream.key() + ".hosts";
		if (upstream.hosts().isEmpty()) {
			throw Limits.conflict("The upstream has no hosts, so nothing it says would ever apply.",
					"List the hosts it stands for in '" + key
							+ "', or give it the name of an HTTP service group that has a base URL"
							+ " ('spring.http.serviceclient." + upstream.name() + ".base-url').",
					key, "");
		}
		List<HostPattern> hosts = new ArrayList<>();
		for (String text : upstream.hosts()) {
			HostPattern host = HostPattern.parse(key, text);
			String other = taken.putIfAbsent(host, key);
			if (other != null && !other.equals(key)) {
				throw Limits.conflict("Two upstreams claim the same hosts.",
						"Remove '" + host + "' from one of them: which of them is meant cannot be told.", other,
						Objects.requireNonNull(host.toString()), key, text);
			}
			if (other == null) {
				hosts.add(host);
			}
		}
		return hosts;
	}

}
