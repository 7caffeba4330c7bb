package io.github.keepalive.server.netty;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.github.keepalive.connection.IdleCloses;
import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.Durations;
import io.github.keepalive.policy.Origin;
import io.github.keepalive.policy.ServerKeepAlive;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.autoconfigure.NettyServerProperties;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.util.Assert;

/**
 * Lets the Reactor Netty server outlast the proxy in front of it. By itself it never
 * closes an idle connection.
 *
 * @since 0.1.0
 */
public final class NettyServerKeepAliveCustomizer
		implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory>, Ordered {

	/**
	 * After Boot's own customizers (0), before those of the application that have no
	 * order.
	 */
	static final int ORDER = 100;

	private final ServerKeepAlive policy;

	private final @Nullable NettyServerProperties properties;

	private final ServerRegistry servers;

	private final String name;

	/**
	 * Creates a customizer.
	 * @param policy what the server is to do
	 * @param properties what the user set under {@code server.netty}, or {@code null}
	 * @param servers where started servers are listed
	 * @param name the name of the server, {@code main} or {@code management}
	 */
	public NettyServerKeepAliveCustomizer(ServerKeepAlive policy, @Nullable NettyServerProperties properties,
			ServerRegistry servers, String name) {
		Assert.notNull(policy, "'policy' must not be null");
		Assert.notNull(servers, "'servers' must not be null");
		Assert.notNull(name, "'name' must not be null");
		this.policy = policy;
		this.properties = properties;
		this.servers = servers;
		this.name = name;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public void customize(NettyReactiveWebServerFactory factory) {
		factory.addServerCustomizers((server) -> customize(server, factory));
	}

	private HttpServer customize(HttpServer server, NettyReactiveWebServerFactory factory) {
		Duration current = server.configuration().idleTimeout();
		if (current != null) {
			Derived idle = new Derived(current, Origin.CONFIGURED, reason(current));
			// The time stays, for both; but a head that comes in pieces is not cut by a
			// timer that was started at the end of the last response.
			Derived header = (this.policy.headerTimeout() != null) ? this.policy.headerTimeout()
					: idle.because("Reactor Netty has one timeout for both");
			return report(IdleBetweenRequests.install(server, current, header), factory, idle, header);
		}
		Derived idle = this.policy.idleTimeoutFor(null, "Reactor Netty");
		if (idle == null) {
			return report(server, factory, null, null);
		}
		return report(IdleBetweenRequests.install(server, idle.value(), this.policy.headerTimeout()), factory, idle,
				this.policy.headerTimeout());
	}

	private String reason(Duration current) {
		if (this.properties != null && current.equals(this.properties.getIdleTimeout())) {
			return "server.netty.idle-timeout " + Durations.format(current);
		}
		return "set by a server customizer of the application";
	}

	private HttpServer report(HttpServer server, NettyReactiveWebServerFactory factory, @Nullable Derived idle,
			@Nullable Derived header) {
		IdleCloses idleCloses = new IdleCloses();
		AtomicLong limitNanos = new AtomicLong();
		// What is bound, with everything that later customizers changed.
		return CloseWatch.install(server, idleCloses, limitNanos::get).doOnBind((config) -> {
			Duration bound = config.idleTimeout();
			limitNanos.set((bound != null) ? bound.toNanos() : 0);
			this.servers.register(new NettyServerView(this.name, idle, header, config,
					factory.getShutdown() == Shutdown.IMMEDIATE, idleCloses));
		});
	}

}
