package io.github.keepalive.server.netty;

import io.github.keepalive.connection.Drains;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.util.Assert;

/**
 * Prepares the Reactor Netty server for being drained.
 *
 * @since 0.1.0
 */
public final class NettyDrainCustomizer implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory>, Ordered {

	private static final int ORDER = 110;

	private final Drains drains;

	private final String name;

	/**
	 * Creates a customizer.
	 * @param drains where started servers are listed
	 * @param name the name of the server
	 */
	public NettyDrainCustomizer(Drains drains, String name) {
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
	public void customize(NettyReactiveWebServerFactory factory) {
		factory.addServerCustomizers(this::customize);
	}

	private HttpServer customize(HttpServer server) {
		NettyDrainable drainable = new NettyDrainable(this.name);
		return drainable.install(server).doOnBound((bound) -> this.drains.register(drainable));
	}

}
