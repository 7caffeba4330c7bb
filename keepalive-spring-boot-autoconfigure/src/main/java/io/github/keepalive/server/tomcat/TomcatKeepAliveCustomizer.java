package io.github.keepalive.server.tomcat;

import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.policy.ServerKeepAlive;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.tomcat.autoconfigure.TomcatServerProperties;
import org.springframework.boot.web.server.AbstractConfigurableWebServerFactory;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.NativeDetector;
import org.springframework.core.Ordered;
import org.springframework.util.Assert;

/**
 * Lets the embedded Tomcat outlast the proxy in front of it, on every HTTP connector.
 *
 * @since 0.1.0
 */
public final class TomcatKeepAliveCustomizer
		implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory>, Ordered {

	/**
	 * After Boot's own customizers (0), before those of the application that have no
	 * order.
	 */
	static final int ORDER = 100;

	private final ServerKeepAlive policy;

	private final boolean proxyStated;

	private final @Nullable TomcatServerProperties properties;

	private final ServerRegistry servers;

	private final String name;

	/**
	 * Creates a customizer.
	 * @param policy what the server is to do
	 * @param proxyStated whether the user stated the proxy in front of the server
	 * @param properties what the user set under {@code server.tomcat}, or {@code null}
	 * @param servers where started connectors are listed
	 * @param name the name of the server, {@code main} or {@code management}
	 */
	public TomcatKeepAliveCustomizer(ServerKeepAlive policy, boolean proxyStated,
			@Nullable TomcatServerProperties properties, ServerRegistry servers, String name) {
		Assert.notNull(policy, "'policy' must not be null");
		Assert.notNull(servers, "'servers' must not be null");
		Assert.notNull(name, "'name' must not be null");
		this.policy = policy;
		this.proxyStated = proxyStated;
		this.properties = properties;
		this.servers = servers;
		this.name = name;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public void customize(ConfigurableTomcatWebServerFactory factory) {
		if (factory instanceof TomcatWebServerFactory tomcat && watchable(tomcat)) {
			tomcat.setProtocol(WatchedNioProtocol.class.getName());
		}
		factory.addConnectorCustomizers((connector) -> {
			boolean immediate = factory instanceof AbstractConfigurableWebServerFactory any
					&& any.getShutdown() == Shutdown.IMMEDIATE;
			customize(connector, this.properties, this.name, immediate);
			// Boot 4.1 passes additional connectors through no customizer. Looked up
			// here,
			// not above: customizers that run later may still add some.
			if (factory instanceof TomcatWebServerFactory tomcat) {
				tomcat.getAdditionalConnectors().forEach((additional) -> customize(additional, null, null, immediate));
			}
		});
	}

	private static boolean watchable(TomcatWebServerFactory factory) {
		// Tomcat looks the name up with its own class loader, and by reflection.
		return TomcatWebServerFactory.DEFAULT_PROTOCOL.equals(factory.getProtocol())
				&& WatchedNioProtocol.class.getClassLoader() == Http11NioProtocol.class.getClassLoader()
				&& !NativeDetector.inNativeImage();
	}

	private void customize(Connector connector, @Nullable TomcatServerProperties properties, @Nullable String name,
			boolean immediateShutdown) {
		// AJP has no idle timeout by default and is no business of an HTTP proxy.
		if (!(connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> protocol)) {
			return;
		}
		if (this.proxyStated) {
			// HAProxy 2.6 passes the header on to its own clients, although its own
			// window
			// is shorter.
			protocol.setUseKeepAliveResponseHeader(false);
		}
		TomcatTimeouts timeouts = TomcatTimeouts.apply(protocol, this.policy, properties);
		connector.addLifecycleListener((event) -> {
			if (Lifecycle.AFTER_START_EVENT.equals(event.getType())) {
				String row = (name != null) ? name : String.valueOf(connector.getLocalPort());
				this.servers.register(new TomcatServerView(row, timeouts, protocol, immediateShutdown));
			}
		});
	}

}
