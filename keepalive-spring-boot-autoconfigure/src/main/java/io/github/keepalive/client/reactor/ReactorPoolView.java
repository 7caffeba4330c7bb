package io.github.keepalive.client.reactor;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.github.keepalive.connection.Connections;
import io.github.keepalive.connection.PoolView;
import io.github.keepalive.connection.Route;
import io.github.keepalive.connection.RouteState;

/**
 * What is known of the governed pool. Counted here rather than through Reactor Netty's
 * meter registrar (1.3.6), which would take the place of the user's pool metrics.
 */
final class ReactorPoolView implements PoolView {

	private final String client;

	private final Connections connections;

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
