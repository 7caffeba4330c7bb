package io.github.keepalive.server.tomcat;

import java.util.Set;

import io.github.keepalive.connection.Drains;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.Http11NioProtocol;

import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.NativeDetector;
import org.springframework.core.Ordered;
import org.springframework.util.Assert;

/**
 * Prepares the embedded Tomcat for being drained.
 *
 * @since 0.1.0
 */
public final class TomcatDrainCustomizer
		implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory>, Ordered {

	// After the one that has closes counted, whose protocol ours extends.
	private static final int ORDER = 110;

	private static final Set<String> PROTOCOLS = Set.of(TomcatWebServerFactory.DEFAULT_PROTOCOL,
			WatchedNioProtocol.class.getName());

	private final Drains drains;

	private final String name;

	/**
	 * Creates a customizer.
	 * @param drains where started servers are listed
	 * @param name the name of the server
	 */
	public TomcatDrainCustomizer(Drains drains, String name) {
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
	public void customize(ConfigurableTomcatWebServerFactory factory) {
		if (factory instanceof TomcatWebServerFactory tomcat && drainable(tomcat)) {
			tomcat.setProtocol(DrainableNioProtocol.class.getName());
		}
		DrainValve valve = new DrainValve();
		factory.addEngineValves(valve);
		factory.addConnectorCustomizers((connector) -> customize(connector, new TomcatDrainable(this.name, valve)));
	}

	private static boolean drainable(TomcatWebServerFactory factory) {
		// Another protocol is the application's choice, and stays. Tomcat looks the name
		// up with its own class loader, and by reflection.
		return PROTOCOLS.contains(factory.getProtocol())
				&& DrainableNioProtocol.class.getClassLoader() == Http11NioProtocol.class.getClassLoader()
				&& !NativeDetector.inNativeImage();
	}

	private void customize(Connector connector, TomcatDrainable drainable) {
		if (connector.getProtocolHandler() instanceof DrainableNioProtocol protocol) {
			drainable.add(protocol);
		}
		connector.addLifecycleListener((event) -> {
			if (Lifecycle.AFTER_START_EVENT.equals(event.getType())) {
				this.drains.register(drainable);
			}
		});
	}

}
