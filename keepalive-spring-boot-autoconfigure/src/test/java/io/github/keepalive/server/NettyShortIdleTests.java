package io.github.keepalive.server;

import java.util.List;

import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.policy.ServerKeepAlive;
import io.github.keepalive.server.netty.NettyServerKeepAliveCustomizer;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.WebServer;

/**
 * Tests for Reactor Netty with a short idle time.
 */
class NettyShortIdleTests extends AbstractShortIdleTests {

	@Override
	List<WebServer> servers(ServerKeepAlive policy, ServerRegistry registry, Http2 http2) {
		return List.of(server(policy, registry, http2));
	}

	private WebServer server(ServerKeepAlive policy, ServerRegistry registry, Http2 http2) {
		NettyReactiveWebServerFactory factory = new NettyReactiveWebServerFactory(0);
		factory.setHttp2(http2);
		new NettyServerKeepAliveCustomizer(policy, null, registry, "main").customize(factory);
		return factory.getWebServer(TestApplication.reactive());
	}

}
