package io.github.keepalive.client.apache;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.keepalive.connection.PoolView;
import io.github.keepalive.connection.Route;
import io.github.keepalive.connection.RouteState;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.core5.pool.ConnPoolControl;
import org.apache.hc.core5.pool.PoolStats;
import org.jspecify.annotations.Nullable;

/**
 * The pool of one client for reports. Reading the statistics locks the pool, so they are
 * read for a snapshot only. Thread-safe.
 */
final class ApachePoolView implements PoolView {

	private final String client;

	private final ConnPoolControl<HttpRoute> pool;

	private final ConnectionTracker tracker;

	ApachePoolView(String client, ConnPoolControl<HttpRoute> pool, ConnectionTracker tracker) {
		this.client = client;
		this.pool = pool;
		this.tracker = tracker;
	}

	@Override
	public String client() {
		return this.client;
	}

	@Override
	public String transport() {
		return "httpcomponents";
	}

	@Override
	public List<PoolSnapshot> snapshot() {
		this.tracker.sweep();
		Map<Route, PoolStats> stats = stats();
		List<PoolSnapshot> rows = new ArrayList<>();
		for (RouteState state : this.tracker.connections().routes()) {
			rows.add(row(state.route(), stats.remove(state.route()), state));
		}
		stats.forEach((route, counted) -> rows.add(row(route, counted, null)));
		return rows;
	}

	private Map<Route, PoolStats> stats() {
		Map<Route, PoolStats> stats = new HashMap<>();
		for (HttpRoute route : this.pool.getRoutes()) {
			stats.merge(Routes.of(route), this.pool.getStats(route), ApachePoolView::sum);
		}
		return stats;
	}

	// The same target with and without TLS, or through different proxies in a chain: two
	// pools of the library, one row.
	private static PoolStats sum(PoolStats one, PoolStats other) {
		return new PoolStats(one.getLeased() + other.getLeased(), one.getPending() + other.getPending(),
				one.getAvailable() + other.getAvailable(), one.getMax() + other.getMax());
	}

	private PoolSnapshot row(Route route, @Nullable PoolStats counted, @Nullable RouteState state) {
		if (counted == null) {
			// The library forgets a route with its last connection.
			return new PoolSnapshot(this.client, transport(), route, 0, 0, 0, null, state);
		}
		return new PoolSnapshot(this.client, transport(), route, counted.getLeased(), counted.getAvailable(),
				counted.getPending(), counted.getMax(), state);
	}

}
