package io.github.keepalive.server;

import java.util.List;

import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.policy.ServerKeepAlive;
import io.github.keepalive.server.tomcat.TomcatKeepAliveCustomizer;

import org.springframework.boot.tomcat.reactive.TomcatReactiveWebServerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.WebServer;

/**
 * Tests for Tomcat with a short idle time.
 */
class TomcatShortIdleTests extends AbstractShortIdleTests {

	@Override
	List<WebServer> servers(ServerKeepAlive policy, ServerRegistry registry, Http2 http2) {
		TomcatKeepAliveCustomizer customizer = new TomcatKeepAliveCustomizer(policy, true, null, registry, "main");
		TomcatServletWebServerFactory servlet = new TomcatServletWebServerFactory(0);
		servlet.setHttp2(http2);
		customizer.customize(servlet);
		TomcatReactiveWebServerFactory reactive = new TomcatReactiveWebServerFactory(0);
		reactive.setHttp2(http2);
		customizer.customize(reactive);
		return List.of(servlet.getWebServer(TestApplication.servlet()),
				reactive.getWebServer(TestApplication.reactive()));
	}

}
