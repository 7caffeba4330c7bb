package io.github.keepalive.client.apache;

import java.util.Set;

import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.impl.ConnectionHolder;
import org.apache.hc.core5.http.HttpConnection;
import org.apache.hc.core5.pool.ConnPoolControl;
import org.apache.hc.core5.pool.PoolStats;
import org.apache.hc.core5.util.TimeValue;
import org.jspecify.annotations.Nullable;

/**
 * The part of a connection manager that both clients have in common: the pool passes
 * through, so that metrics binders and users find what they are used to. Thread-safe.
 */
abstract class GovernedPool implements ConnPoolControl<HttpRoute> {

	private final ConnPoolControl<HttpRoute> pool;

	private final ConnectionTracker tracker;

	// Registries hold the view weakly; it lives as long as the client that has this pool.
	private final ApachePoolView view;

	private final RouteLimits limits;

	GovernedPool(ConnPoolControl<HttpRoute> pool, ConnectionTracker tracker, RouteLimits limits, String client) {
		this.pool = pool;
		this.tracker = tracker;
		this.limits = limits;
		this.view = new ApachePoolView(client, pool, tracker);
	}

	void leasing(HttpRoute route) {
		this.limits.apply(route, this.pool);
	}

	ConnectionTracker tracker() {
		return this.tracker;
	}

	ApachePoolView view() {
		return this.view;
	}

	/**
	 * Closes what has been idle for its time. Entries expire when the time that was left
	 * at release is over, so this one call covers idle time, lifetime and hint.
	 */
	void maintain() {
		this.pool.closeExpired();
		this.tracker.sweep();
	}

	static @Nullable HttpConnection connectionOf(Object endpoint) {
		return (endpoint instanceof ConnectionHolder holder) ? holder.get() : null;
	}

	@Override
	public void closeIdle(TimeValue idleTime) {
		this.pool.closeIdle(idleTime);
	}

	@Override
	public void closeExpired() {
		this.pool.closeExpired();
	}

	@Override
	public Set<HttpRoute> getRoutes() {
		return this.pool.getRoutes();
	}

	@Override
	public PoolStats getTotalStats() {
		return this.pool.getTotalStats();
	}

	@Override
	public PoolStats getStats(HttpRoute route) {
		return this.pool.getStats(route);
	}

	@Override
	public void setMaxTotal(int max) {
		this.pool.setMaxTotal(max);
	}

	@Override
	public int getMaxTotal() {
		return this.pool.getMaxTotal();
	}

	@Override
	public void setDefaultMaxPerRoute(int max) {
		this.pool.setDefaultMaxPerRoute(max);
	}

	@Override
	public int getDefaultMaxPerRoute() {
		return this.pool.getDefaultMaxPerRoute();
	}

	@Override
	public void setMaxPerRoute(HttpRoute route, int max) {
		this.pool.setMaxPerRoute(route, max);
	}

	@Override
	public int getMaxPerRoute(HttpRoute route) {
		return this.pool.getMaxPerRoute(route);
	}

}
