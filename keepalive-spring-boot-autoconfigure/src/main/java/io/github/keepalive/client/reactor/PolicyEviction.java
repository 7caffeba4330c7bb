package io.github.keepalive.client.reactor;

import java.util.function.BiPredicate;

import io.github.keepalive.policy.ClientKeepAlive;
import io.netty.channel.Channel;
import reactor.netty.Connection;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.ConnectionProvider.ConnectionMetadata;

/**
 * Decides which connections leave the pool: at release, before a lease and in the
 * background. Replaces the checks that Reactor Netty would make (1.3.6 drops them as soon
 * as a predicate is set), so it makes them too.
 */
final class PolicyEviction implements BiPredicate<Connection, ConnectionMetadata> {

	private final ClientKeepAlive shortest;

	PolicyEviction(ClientKeepAlive shortest) {
		this.shortest = shortest;
	}

	@Override
	public boolean test(Connection connection, ConnectionMetadata metadata) {
		Channel channel = connection.channel();
		PooledChannel pooled = PooledChannel.of(channel);
		if (!channel.isActive() || !connection.isPersistent()) {
			return true;
		}
		if (idleByUser(metadata)) {
			if (pooled != null) {
				pooled.end().idleTooLong();
			}
			return true;
		}
		// HTTP/2 streams come and go without a lease; Reactor Netty itself counts since
		// when there is none.
		if (pooled == null || pooled.multiplexed()) {
			boolean idle = idleByReactor((pooled != null) ? pooled.plan() : this.shortest, metadata);
			if (idle && pooled != null) {
				pooled.end().idleTooLong();
			}
			return idle;
		}
		if (pooled.released()) {
			return true;
		}
		// The background may keep what no request gets. Whoever waits for a connection is
		// counted before the pool hears of it.
		if (BackgroundScheduler.isRunning() && !pooled.wanted()) {
			return pooled.idle().overdue() || channel.eventLoop().isShuttingDown();
		}
		if (pooled.idle().expired() || channel.eventLoop().isShuttingDown()) {
			return true;
		}
		pooled.idle().askTheLoop();
		return false;
	}

	private static boolean idleByUser(ConnectionMetadata metadata) {
		long maxIdle = ConnectionProvider.DEFAULT_POOL_MAX_IDLE_TIME;
		return maxIdle > -1 && metadata.idleTime() >= maxIdle;
	}

	private static boolean idleByReactor(ClientKeepAlive plan, ConnectionMetadata metadata) {
		return metadata.idleTime() >= plan.idleTimeout().value().toMillis()
				|| metadata.lifeTime() >= plan.maxLifetime().value().toMillis();
	}

}
