package io.github.keepalive.autoconfigure;

import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.server.jetty.JettyServerKeepAliveCustomizer;
import io.github.keepalive.server.netty.NettyServerKeepAliveCustomizer;
import io.github.keepalive.server.tomcat.TomcatKeepAliveCustomizer;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.server.Server;
import reactor.netty.http.server.HttpServer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.jetty.autoconfigure.JettyServerProperties;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.autoconfigure.NettyServerProperties;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.tomcat.autoconfigure.TomcatServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * {@link ManagementContextConfiguration @ManagementContextConfiguration} that treats a
 * management server on a port of its own like the main one. It has a context of its own,
 * whose server sees no customizers but those defined there.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnKeepAliveServer
@ConditionalOnBean({ KeepAlivePolicy.class, ServerRegistry.class })
class ManagementServerKeepAliveConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Tomcat.class, ConfigurableTomcatWebServerFactory.class })
	static class TomcatConfiguration {

		@Bean
		TomcatKeepAliveCustomizer tomcatManagementServerKeepAliveCustomizer(KeepAlivePolicy policy,
				ObjectProvider<TomcatServerProperties> properties, ServerRegistry servers) {
			return new TomcatKeepAliveCustomizer(policy.server(), policy.serverProxy().stated(),
					properties.getIfAvailable(), servers, ServerRegistry.MANAGEMENT);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Server.class, ConfigurableJettyWebServerFactory.class })
	static class JettyConfiguration {

		@Bean
		JettyServerKeepAliveCustomizer jettyManagementServerKeepAliveCustomizer(KeepAlivePolicy policy,
				ObjectProvider<JettyServerProperties> properties, ServerRegistry servers) {
			return new JettyServerKeepAliveCustomizer(policy.server(), properties.getIfAvailable(), servers,
					ServerRegistry.MANAGEMENT);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HttpServer.class, NettyReactiveWebServerFactory.class })
	static class NettyConfiguration {

		@Bean
		NettyServerKeepAliveCustomizer nettyManagementServerKeepAliveCustomizer(KeepAlivePolicy policy,
				ObjectProvider<NettyServerProperties> properties, ServerRegistry servers) {
			return new NettyServerKeepAliveCustomizer(policy.server(), properties.getIfAvailable(), servers,
					ServerRegistry.MANAGEMENT);
		}

	}

}
