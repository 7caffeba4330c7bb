package io.github.keepalive.server;

import java.util.List;

import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.policy.ServerKeepAlive;
import io.github.keepalive.server.tomcat.TomcatKeepAliveCustomizer;

import org.springframework.boot.tomcat.reactive.TomcatReactiveWebServerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;

/**
 * Tests for Tomcat with a short idle time, as a servlet container and as a reactive
 * server behind TLS.
 */
class TomcatShortIdleTests extends AbstractShortIdleTests {

	@Override
	List<TestServer> servers(ServerKeepAlive policy, ServerRegistry registry) {
		TomcatKeepAliveCustomizer customizer = new TomcatKeepAliveCustomizer(policy, true, null, registry, "main");
		TomcatServletWebServerFactory servlet = TestServer.plain(new TomcatServletWebServerFactory(0));
		customizer.customize(servlet);
		TomcatReactiveWebServerFactory reactive = TestServer.tls(new TomcatReactiveWebServerFactory(0));
		customizer.customize(reactive);
		return List.of(new TestServer(servlet.getWebServer(TestApplication.servlet()), false, true),
				new TestServer(reactive.getWebServer(TestApplication.reactive()), true, false));
	}

}
