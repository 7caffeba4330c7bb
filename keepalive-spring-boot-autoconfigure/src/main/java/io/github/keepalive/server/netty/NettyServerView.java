package io.github.keepalive.server.netty;

import java.time.Duration;

import io.github.keepalive.connection.IdleCloses;
import io.github.keepalive.connection.ServerFacts;
import io.github.keepalive.connection.ServerView;
import io.github.keepalive.policy.Derived;
import io.netty.channel.ChannelOption;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServerConfig;

/**
 * What reports know of a Reactor Netty server: the plan, and the configuration that was
 * bound. Immutable.
 *
 * @param name the name of the server
 * @param plannedIdle the planned idle time, or {@code null} for no limit
 * @param headerTimeout patience from accept to the first byte and between bytes of a
 * request head, or {@code null} for no limit
 * @param config the configuration that was bound
 * @param immediateShutdown whether the server stops without waiting for running requests
 * @param idleCloses how idle connections ended
 */
record NettyServerView(String name, @Nullable Derived plannedIdle, @Nullable Derived headerTimeout,
		HttpServerConfig config, boolean immediateShutdown, IdleCloses idleCloses) implements ServerView {

	@Override
	public String type() {
		return "netty";
	}

	@Override
	public @Nullable Derived idleTimeout() {
		return ServerView.inForce(this.plannedIdle, effectiveIdleTimeout());
	}

	@Override
	public @Nullable Duration effectiveIdleTimeout() {
		return this.config.idleTimeout();
	}

	@Override
	public @Nullable Duration effectiveHeaderTimeout() {
		// Not a setting of Reactor Netty: what our handler does, or what the idle timer
		// does where it is the application's.
		return (this.headerTimeout != null) ? this.headerTimeout.value() : null;
	}

	@Override
	public ServerFacts facts() {
		boolean follows = this.headerTimeout != null && this.headerTimeout.value().equals(effectiveIdleTimeout());
		boolean probes = Boolean.TRUE.equals(this.config.childOptions().get(ChannelOption.SO_KEEPALIVE));
		int requests = this.config.maxKeepAliveRequests();
		return new ServerFacts(follows, false, (requests >= 0) ? requests : null, probes ? "SO_KEEPALIVE" : null,
				this.immediateShutdown);
	}

}
