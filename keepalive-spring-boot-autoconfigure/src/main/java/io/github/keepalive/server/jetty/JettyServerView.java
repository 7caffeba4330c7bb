package io.github.keepalive.server.jetty;

import java.time.Duration;

import io.github.keepalive.connection.IdleCloses;
import io.github.keepalive.connection.ServerFacts;
import io.github.keepalive.connection.ServerView;
import io.github.keepalive.policy.Derived;
import org.eclipse.jetty.server.AbstractConnector;
import org.jspecify.annotations.Nullable;

/**
 * What reports know of one Jetty connector: the plan, and what the connector says now.
 * Thread-safe.
 */
final class JettyServerView implements ServerView {

	private final String name;

	private final JettyTimeouts timeouts;

	private final AbstractConnector connector;

	private final IdleConnections idleConnections;

	private final ServerFacts facts;

	JettyServerView(String name, JettyTimeouts timeouts, AbstractConnector connector, IdleConnections idleConnections,
			boolean immediateShutdown) {
		this.name = name;
		this.timeouts = timeouts;
		this.connector = connector;
		this.idleConnections = idleConnections;
		// Jetty 12.1 counts no requests, and sets no SO_KEEPALIVE.
		this.facts = new ServerFacts(true, connector.getIdleTimeout() <= 0, null, null, immediateShutdown);
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public String type() {
		return "jetty";
	}

	@Override
	public @Nullable Derived idleTimeout() {
		return ServerView.inForce(this.timeouts.idle(), effectiveIdleTimeout());
	}

	@Override
	public @Nullable Derived headerTimeout() {
		return ServerView.inForce(this.timeouts.header(), effectiveHeaderTimeout());
	}

	@Override
	public @Nullable Duration effectiveIdleTimeout() {
		Duration limit = this.idleConnections.limit(this.connector);
		Duration connectorIdle = effectiveHeaderTimeout();
		if (limit == null || connectorIdle == null) {
			return (limit != null) ? limit : connectorIdle;
		}
		return (limit.compareTo(connectorIdle) < 0) ? limit : connectorIdle;
	}

	@Override
	public @Nullable Duration effectiveHeaderTimeout() {
		return JettyTimeouts.positive(this.connector.getIdleTimeout());
	}

	@Override
	public @Nullable IdleCloses idleCloses() {
		return this.idleConnections.idleCloses(this.connector);
	}

	@Override
	public ServerFacts facts() {
		return this.facts;
	}

}
