package io.github.keepalive.server;

import java.util.List;

import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.policy.ServerKeepAlive;
import io.github.keepalive.server.jetty.JettyServerKeepAliveCustomizer;

import org.springframework.boot.jetty.reactive.JettyReactiveWebServerFactory;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;

/**
 * Tests for Jetty with a short idle time, as a servlet container and as a reactive server
 * behind TLS.
 */
class JettyShortIdleTests extends AbstractShortIdleTests {

	@Override
	List<TestServer> servers(ServerKeepAlive policy, ServerRegistry registry) {
		JettyServerKeepAliveCustomizer customizer = new JettyServerKeepAliveCustomizer(policy, null, registry, "main");
		JettyServletWebServerFactory servlet = TestServer.plain(new JettyServletWebServerFactory(0));
		customizer.customize(servlet);
		JettyReactiveWebServerFactory reactive = TestServer.tls(new JettyReactiveWebServerFactory(0));
		customizer.customize(reactive);
		return List.of(new TestServer(servlet.getWebServer(TestApplication.servlet()), false, true),
				new TestServer(reactive.getWebServer(TestApplication.reactive()), true, false));
	}

}
