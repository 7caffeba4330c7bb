package io.github.keepalive.client.reactor;

import java.time.Duration;

import io.github.keepalive.connection.Maintenance;
import io.github.keepalive.policy.ClientKeepAlive;
import org.jspecify.annotations.Nullable;
import reactor.netty.ReactorNetty;
import reactor.netty.resources.ConnectionProvider;

/**
 * Sizes and order of the pool: those of Reactor Netty's global one, unless set.
 */
final class PoolSettings {

	/**
	 * What {@code TcpResources} (1.3.6) gives its global pool for each host, whatever the
	 * smaller default of a provider built by hand.
	 */
	private static final int GLOBAL_MAX_CONNECTIONS = 500;

	private PoolSettings() {
	}

	static ConnectionProvider.Builder builder(String name, int maxConnections, @Nullable Duration acquireTimeout) {
		ConnectionProvider.Builder builder = ConnectionProvider.builder(name).maxConnections(maxConnections);
		if (acquireTimeout != null) {
			builder.pendingAcquireTimeout(acquireTimeout);
		}
		// First in, first out keeps all connections of a burst barely alive; but it may
		// have been asked for.
		if (System.getProperty(ReactorNetty.POOL_LEASING_STRATEGY) == null) {
			builder.lifo();
		}
		return builder;
	}

	static Duration evictionPeriod(ClientKeepAlive plan) {
		return Maintenance.period(plan.idleTimeout().value());
	}

	/**
	 * Returns how many connections to one host a plan allows.
	 * @param plan the plan
	 * @return the number
	 */
	static int maxConnections(ClientKeepAlive plan) {
		int max = Math.max(ConnectionProvider.DEFAULT_POOL_MAX_CONNECTIONS, GLOBAL_MAX_CONNECTIONS);
		if (plan.maxConnectionsPerRoute() != null) {
			max = plan.maxConnectionsPerRoute();
		}
		// Reactor Netty counts per host only; no host may have more than all together.
		return (plan.maxConnections() != null) ? Math.min(max, plan.maxConnections()) : max;
	}

}
