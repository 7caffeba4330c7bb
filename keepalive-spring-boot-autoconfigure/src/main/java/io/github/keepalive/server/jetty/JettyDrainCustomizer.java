package io.github.keepalive.server.jetty;

import io.github.keepalive.connection.Drains;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;

import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.util.Assert;

/**
 * Prepares the embedded Jetty for being drained.
 *
 * @since 0.1.0
 */
public final class JettyDrainCustomizer
		implements WebServerFactoryCustomizer<ConfigurableJettyWebServerFactory>, Ordered {

	private static final int ORDER = 110;

	private final Drains drains;

	private final String name;

	/**
	 * Creates a customizer.
	 * @param drains where started servers are listed
	 * @param name the name of the server
	 */
	public JettyDrainCustomizer(Drains drains, String name) {
		Assert.notNull(drains, "'drains' must not be null");
		Assert.notNull(name, "'name' must not be null");
		this.drains = drains;
		this.name = name;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public void customize(ConfigurableJettyWebServerFactory factory) {
		factory.addServerCustomizers(this::customize);
	}

	private void customize(Server server) {
		OpenConnections connections = new OpenConnections();
		for (Connector connector : server.getConnectors()) {
			// A connector hands its listeners on to the connections it makes.
			connector.addEventListener(connections);
		}
		DrainHandler handler = new DrainHandler();
		handler.setHandler(server.getHandler());
		server.setHandler(handler);
		server.addEventListener(new LifeCycle.Listener() {

			@Override
			public void lifeCycleStarted(LifeCycle event) {
				JettyDrainCustomizer.this.drains
					.register(new JettyDrainable(JettyDrainCustomizer.this.name, server, handler, connections));
			}

		});
	}

}
