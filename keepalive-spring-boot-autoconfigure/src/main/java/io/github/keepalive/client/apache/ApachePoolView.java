package io.github.keepalive.client.apache;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.keepalive.connection.ClientFindings;
import io.github.keepalive.connection.PoolView;
import io.github.keepalive.connection.Route;
import io.github.keepalive.connection.RouteState;
import io.github.keepalive.policy.ClientKeepAlive;
import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.Origin;
import io.github.keepalive.policy.Severity;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.core5.pool.ConnPoolControl;
import org.apache.hc.core5.pool.PoolStats;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The pool of one client for reports. Reading the statistics locks the pool, so they are
 * read for a snapshot only. Thread-safe.
 */
final class ApachePoolView implements PoolView {

	private final String client;

	private final ConnPoolControl<HttpRoute> pool;

	private final ConnectionTracker tracker;

	private volatile @Nullable ConnectionConfig config;

	private volatile boolean probing;

	private volatile boolean otherRetries;

	ApachePoolView(String client, ConnPoolControl<HttpRoute> pool, ConnectionTracker tracker) {
		this.client = client;
		this.pool = pool;
		this.tracker = tracker;
	}

	ConnectionTracker tracker() {
		return this.tracker;
	}

	@Override
	public String client() {
		return this.client;
	}

	@Override
	public String transport() {
		return "httpcomponents";
	}

	/**
	 * Notes what the configuration of connections says in the end.
	 * @param config the configuration, if there is one
	 * @param probing whether sockets have TCP keep-alive probes on
	 */
	void readBack(@Nullable ConnectionConfig config, boolean probing) {
		this.config = config;
		this.probing = probing;
	}

	/**
	 * Notes whose retry strategy is in force.
	 * @param ours whether it is ours
	 */
	void readBackRetries(boolean ours) {
		this.otherRetries = !ours;
	}

	@Override
	public Derived idleTimeout(ClientKeepAlive plan) {
		Derived planned = plan.idleTimeoutFor(ApacheKeepAliveCustomizer.LIBRARY_IDLE,
				ApacheKeepAliveCustomizer.LIBRARY);
		ConnectionConfig known = this.config;
		Timeout limit = (known != null) ? known.getIdleTimeout() : null;
		// Entries of the pool get our time; the library checks this one besides.
		if (limit == null || !Timeout.isPositive(limit) || limit.toDuration().compareTo(planned.value()) >= 0) {
			return planned;
		}
		return new Derived(limit.toDuration(), Origin.CONFIGURED, "ConnectionConfig.setIdleTimeout " + limit);
	}

	@Override
	public List<Finding> deviations() {
		List<Finding> deviations = new ArrayList<>();
		if (this.probing) {
			deviations.add(ClientFindings.probing("SocketConfig.setTcpKeepIdle"));
		}
		if (this.otherRetries) {
			deviations.add(new Finding("KA042", Severity.WARN,
					": a customizer has set another HttpRequestRetryStrategy, whose repeats the rule does not see."
							+ " HttpClient's own one repeats any method, POST included, on 503 and 429.",
					"Remove 'setRetryStrategy' and leave repeats to 'keepalive.client.retry', or make sure that the strategy"
							+ " repeats nothing that must not be done twice.",
					List.of("keepalive.client.retry.enabled", "keepalive.client.retry.methods")));
		}
		return deviations;
	}

	@Override
	public boolean repeatsByItself() {
		return this.otherRetries;
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

	private int idle(Route route) {
		return (int) this.tracker.open()
			.stream()
			.filter((each) -> !each.inUse() && each.life().route().equals(route))
			.count();
	}

	private PoolSnapshot row(Route route, @Nullable PoolStats counted, @Nullable RouteState state) {
		if (counted == null) {
			// The library forgets a route with its last connection.
			return new PoolSnapshot(this.client, transport(), route, 0, 0, 0, null, state);
		}
		// Connections that were closed in the pool stay in its count until their time is
		// over.
		int idle = Math.min(counted.getAvailable(), idle(route));
		return new PoolSnapshot(this.client, transport(), route, counted.getLeased(), idle, counted.getPending(),
				counted.getMax(), state);
	}

}
