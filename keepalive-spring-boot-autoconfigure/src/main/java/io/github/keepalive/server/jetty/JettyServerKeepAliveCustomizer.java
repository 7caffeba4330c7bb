package io.github.keepalive.server.jetty;

import java.util.Arrays;

import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.policy.ServerKeepAlive;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.jetty.autoconfigure.JettyServerProperties;
import org.springframework.boot.web.server.AbstractConfigurableWebServerFactory;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.util.Assert;

/**
 * Lets the embedded Jetty outlast the proxy in front of it, on every connector.
 *
 * @since 0.1.0
 */
public final class JettyServerKeepAliveCustomizer
		implements WebServerFactoryCustomizer<ConfigurableJettyWebServerFactory>, Ordered {

	/**
	 * After Boot's own customizers (0), before those of the application that have no
	 * order.
	 */
	static final int ORDER = 100;

	private final ServerKeepAlive policy;

	private final @Nullable JettyServerProperties properties;

	private final ServerRegistry servers;

	private final String name;

	/**
	 * Creates a customizer.
	 * @param policy what the server is to do
	 * @param properties what the user set under {@code server.jetty}, or {@code null}
	 * @param servers where started connectors are listed
	 * @param name the name of the server, {@code main} or {@code management}
	 */
	public JettyServerKeepAliveCustomizer(ServerKeepAlive policy, @Nullable JettyServerProperties properties,
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
	public void customize(ConfigurableJettyWebServerFactory factory) {
		factory.addServerCustomizers(
				(server) -> customize(server, factory instanceof AbstractConfigurableWebServerFactory any
						&& any.getShutdown() == Shutdown.IMMEDIATE));
	}

	private void customize(Server server, boolean immediateShutdown) {
		IdleConnections idleConnections = new IdleConnections();
		boolean first = true;
		for (Connector connector : server.getConnectors()) {
			if (connector instanceof AbstractConnector jetty) {
				customize(jetty, idleConnections, first ? this.name : null, immediateShutdown);
				first = false;
			}
		}
		if (!idleConnections.isEmpty()) {
			Handler handler = server.getHandler();
			idleConnections.setHandler(handler);
			server.setHandler(idleConnections);
		}
	}

	private void customize(AbstractConnector connector, IdleConnections idleConnections, @Nullable String name,
			boolean immediateShutdown) {
		JettyTimeouts timeouts = JettyTimeouts.of(connector, this.policy, this.properties);
		timeouts.apply(connector, idleConnections);
		idleConnections.follow(connector);
		connector.addEventListener(new LifeCycle.Listener() {

			@Override
			public void lifeCycleStarted(LifeCycle event) {
				String row = (name != null) ? name : port(connector);
				JettyServerKeepAliveCustomizer.this.servers
					.register(new JettyServerView(row, timeouts, connector, idleConnections, immediateShutdown));
			}

		});
	}

	private static String port(Connector connector) {
		return (connector instanceof NetworkConnector network) ? String.valueOf(network.getLocalPort())
				: Arrays.toString(connector.getProtocols().toArray());
	}

}
