package io.github.keepalive.client.reactor;

import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.keepalive.connection.Attempt;
import io.github.keepalive.connection.Connections;
import io.github.keepalive.connection.EndlessWaits;
import io.github.keepalive.connection.RouteState;
import io.netty.channel.Channel;
import io.netty.handler.timeout.ReadTimeoutHandler;
import org.jspecify.annotations.Nullable;

/**
 * One request for a connection, from the moment it is made until it is granted or given
 * up. Granted more than once if Reactor Netty takes another connection for a dead one.
 */
final class Lease {

	private final Connections connections;

	private final RouteState route;

	private final @Nullable Attempt attempt;

	private final PoolGauge gauge;

	private final Set<PooledChannel> channels;

	private final @Nullable EndlessWaits endlessWaits;

	private final AtomicBoolean pending = new AtomicBoolean(true);

	Lease(Connections connections, RouteState route, @Nullable Attempt attempt, PoolGauge gauge,
			Set<PooledChannel> channels, @Nullable EndlessWaits endlessWaits) {
		this.connections = connections;
		this.route = route;
		this.attempt = attempt;
		this.gauge = gauge;
		this.channels = channels;
		this.endlessWaits = endlessWaits;
		gauge.pending().incrementAndGet();
	}

	void granted(Channel channel) {
		over();
		PooledChannel known = PooledChannel.of(channel);
		if (known != null) {
			known.leased(true, this.attempt);
			return;
		}
		PooledChannel opened = PooledChannel.open(channel, this.connections, this.route, this.gauge);
		this.channels.add(opened);
		channel.closeFuture().addListener((future) -> {
			this.channels.remove(opened);
			opened.closed();
		});
		opened.leased(false, this.attempt);
	}

	void prepared(Channel channel) {
		// Users may have put a handler of Netty's in the pipeline instead.
		if (this.endlessWaits != null && channel.pipeline().get(ReadTimeoutHandler.class) == null) {
			this.endlessWaits.report(GovernedConnectionProvider.LIBRARY);
		}
	}

	void over() {
		if (this.pending.compareAndSet(true, false)) {
			this.gauge.pending().decrementAndGet();
		}
	}

}
