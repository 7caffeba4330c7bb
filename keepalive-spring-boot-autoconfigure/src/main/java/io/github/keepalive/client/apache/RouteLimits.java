package io.github.keepalive.client.apache;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.keepalive.connection.Connections;
import io.github.keepalive.policy.KeepAlivePolicy;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.core5.pool.ConnPoolControl;
import org.jspecify.annotations.Nullable;

/**
 * Sets the pool size of routes to upstreams that have one of their own, when they are
 * first used. Thread-safe.
 */
final class RouteLimits {

	private final Connections connections;

	private final @Nullable Integer others;

	private final boolean needed;

	private final Set<HttpRoute> seen = ConcurrentHashMap.newKeySet();

	RouteLimits(KeepAlivePolicy policy, Connections connections) {
		this.connections = connections;
		this.others = policy.client().maxConnectionsPerRoute();
		this.needed = policy.clients()
			.stream()
			.anyMatch((plan) -> !Objects.equals(plan.maxConnectionsPerRoute(), this.others));
	}

	void apply(HttpRoute route, ConnPoolControl<HttpRoute> pool) {
		if (!this.needed || this.seen.contains(route) || this.seen.size() >= Connections.MOST_ROUTES) {
			return;
		}
		this.seen.add(route);
		Integer own = this.connections.route(Routes.of(route)).plan().maxConnectionsPerRoute();
		if (own != null && !own.equals(this.others)) {
			pool.setMaxPerRoute(route, own);
		}
	}

}
