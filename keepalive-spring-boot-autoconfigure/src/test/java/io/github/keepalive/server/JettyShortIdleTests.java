package io.github.keepalive.server;

import java.util.List;

import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.policy.ServerKeepAlive;
import io.github.keepalive.server.jetty.JettyServerKeepAliveCustomizer;

import org.springframework.boot.jetty.reactive.JettyReactiveWebServerFactory;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.WebServer;

/**
 * Tests for Jetty with a short idle time.
 */
class JettyShortIdleTests extends AbstractShortIdleTests {

	@Override
	List<WebServer> servers(ServerKeepAlive policy, ServerRegistry registry, Http2 http2) {
		JettyServerKeepAliveCustomizer customizer = new JettyServerKeepAliveCustomizer(policy, null, registry, "main");
		JettyServletWebServerFactory servlet = new JettyServletWebServerFactory(0);
		servlet.setHttp2(http2);
		customizer.customize(servlet);
		JettyReactiveWebServerFactory reactive = new JettyReactiveWebServerFactory(0);
		reactive.setHttp2(http2);
		customizer.customize(reactive);
		return List.of(servlet.getWebServer(TestApplication.servlet()),
				reactive.getWebServer(TestApplication.reactive()));
	}

}
