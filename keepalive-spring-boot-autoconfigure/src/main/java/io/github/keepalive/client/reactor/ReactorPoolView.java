package io.github.keepalive.client.reactor;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.github.keepalive.connection.ClientFindings;
import io.github.keepalive.connection.Connections;
import io.github.keepalive.connection.PoolView;
import io.github.keepalive.connection.Route;
import io.github.keepalive.connection.RouteState;
import io.github.keepalive.policy.ClientKeepAlive;
import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.Origin;
import reactor.netty.ReactorNetty;
import reactor.netty.resources.ConnectionProvider;

/**
 * What is known of the governed pool. Counted here rather than through Reactor Netty's
 * meter registrar (1.3.6), which would take the place of the user's pool metrics.
 */
final class ReactorPoolView implements PoolView {

	private final String client;

	private final Connections connections;

	private volatile boolean probing;

	private final ConcurrentMap<Route, PoolGauge> gauges = new ConcurrentHashMap<>();

	ReactorPoolView(String client, Connections connections) {
		this.client = client;
		this.connections = connections;
	}

	@Override
	public String client() {
		return this.client;
	}

	@Override
	public String transport() {
		return "reactor-netty";
	}

	@Override
	public List<PoolSnapshot> snapshot() {
		return this.connections.routes().stream().map(this::row).toList();
	}

	@Override
	public Derived idleTimeout(ClientKeepAlive plan) {
		// System property 'reactor.netty.pool.maxIdleTime', which holds for all pools.
		Duration byUser = Duration.ofMillis(ConnectionProvider.DEFAULT_POOL_MAX_IDLE_TIME);
		return (byUser.isNegative() || byUser.compareTo(plan.idleTimeout().value()) >= 0) ? plan.idleTimeout()
				: new Derived(byUser, Origin.CONFIGURED, ReactorNetty.POOL_MAX_IDLE_TIME + " " + byUser.toMillis());
	}

	/**
	 * Notes that a client has TCP keep-alive probes on.
	 */
	void probing() {
		this.probing = true;
	}

	@Override
	public List<Finding> deviations() {
		return this.probing ? List.of(ClientFindings.probing("ChannelOption.SO_KEEPALIVE")) : List.of();
	}

	PoolGauge gauge(Route route) {
		return this.gauges.computeIfAbsent(route, (key) -> new PoolGauge());
	}

	private PoolSnapshot row(RouteState state) {
		PoolGauge gauge = gauge(state.route());
		int active = gauge.active().get();
		int idle = Math.max(0, gauge.open().get() - active);
		return new PoolSnapshot(client(), transport(), state.route(), active, idle, gauge.pending().get(),
				PoolSettings.maxConnections(state.plan()), state);
	}

}
