package io.github.keepalive.actuate;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import io.github.keepalive.connection.Findings;
import io.github.keepalive.connection.LearnedWindows;
import io.github.keepalive.connection.Route;
import io.github.keepalive.connection.WindowReading;
import io.github.keepalive.policy.ClientKeepAlive;
import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.HostPattern;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.Origin;
import io.github.keepalive.policy.ProxyWindow;
import io.github.keepalive.policy.UpstreamKeepAlive;
import org.jspecify.annotations.Nullable;

/**
 * The part of the report about what we call.
 */
final class UpstreamReport {

	private final KeepAlivePolicy policy;

	private final List<PoolRow> pools;

	private final Map<Route, WindowReading> readings;

	UpstreamReport(KeepAlivePolicy policy, List<PoolRow> pools, LearnedWindows windows) {
		this.policy = policy;
		this.pools = pools;
		this.readings = windows.read();
	}

	Map<String, KeepAliveDescriptor.Upstream> describe() {
		Map<String, KeepAliveDescriptor.Upstream> described = new LinkedHashMap<>();
		for (UpstreamKeepAlive upstream : this.policy.upstreams()) {
			described.put(upstream.name(),
					describe(upstream.name(), upstream.hosts().stream().map(HostPattern::toString).toList(),
							upstream.proxy(), upstream.client()));
		}
		described.put(KeepAliveEndpoint.OTHERS,
				describe(null, List.of(KeepAliveEndpoint.OTHERS), this.policy.proxy(), this.policy.client()));
		return described;
	}

	private KeepAliveDescriptor.Upstream describe(@Nullable String name, List<String> hosts, ProxyWindow proxy,
			ClientKeepAlive client) {
		Derived inForce = inForce(name);
		Findings.Verdict verdict = rows(name).stream().anyMatch(PoolRow::tooLong) ? Findings.Verdict.MISALIGNED
				: Findings.verdict(proxy.front(), (inForce != null) ? inForce.value() : client.idleTimeout().value());
		return new KeepAliveDescriptor.Upstream(verdict, hosts, KeepAliveDescriptor.Proxy.of(proxy),
				new KeepAliveDescriptor.UpstreamClient(
						KeepAliveDescriptor.Value.of(client.idleTimeout(), effective(inForce)),
						KeepAliveDescriptor.Value.of(client.maxLifetime())),
				new WindowReport(proxy.front(), rows(name), readings(name), inForce).describe());
	}

	private List<PoolRow> rows(@Nullable String upstream) {
		return this.pools.stream().filter((pool) -> pool.concerns(upstream)).toList();
	}

	private Map<Route, WindowReading> readings(@Nullable String upstream) {
		// Some routes were only ever probed, and have no row.
		Map<Route, @Nullable String> used = new HashMap<>();
		this.pools.stream()
			.filter((pool) -> pool.pool().route() != null)
			.forEach((pool) -> used.put(pool.pool().route(), pool.upstream()));
		Map<Route, WindowReading> concerned = new TreeMap<>(Comparator.comparing(Route::toString));
		this.readings.forEach((route, reading) -> {
			UpstreamKeepAlive matching = this.policy.upstream(route.host(), route.port());
			String name = used.getOrDefault(route, (matching != null) ? matching.name() : null);
			if (Objects.equals(name, upstream)) {
				concerned.put(route, reading);
			}
		});
		return concerned;
	}

	/**
	 * Returns the longest idle time in force on the routes to an upstream.
	 * @param upstream the upstream, or {@code null} for all other hosts
	 * @return the idle time, or {@code null} if no route is in use or nothing is known
	 */
	@Nullable Derived inForce(@Nullable String upstream) {
		return rows(upstream).stream()
			.map(PoolRow::idleTimeout)
			.filter(Objects::nonNull)
			.max(Comparator.comparing(Derived::value))
			.orElse(null);
	}

	/**
	 * Returns what can be reported as read back.
	 * @param inForce the idle time in force, if known
	 * @return the value in ISO-8601, or {@code null} if it was asked for only
	 */
	static @Nullable String effective(@Nullable Derived inForce) {
		return (inForce != null && inForce.origin() != Origin.REQUESTED) ? inForce.value().toString() : null;
	}

}
