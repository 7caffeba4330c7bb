package io.github.keepalive.autoconfigure;

import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.server.jetty.JettyServerKeepAliveCustomizer;
import org.eclipse.jetty.server.Server;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.jetty.autoconfigure.JettyServerProperties;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that makes an embedded Jetty outlast
 * the proxy in front of it.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = KeepAliveAutoConfiguration.class)
@ConditionalOnClass({ Server.class, ConfigurableJettyWebServerFactory.class })
@ConditionalOnWebApplication
@ConditionalOnKeepAliveServer
public final class JettyServerKeepAliveAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	JettyServerKeepAliveCustomizer jettyServerKeepAliveCustomizer(KeepAlivePolicy policy,
			ObjectProvider<JettyServerProperties> properties, ServerRegistry servers) {
		return new JettyServerKeepAliveCustomizer(policy.server(), properties.getIfAvailable(), servers,
				ServerRegistry.MAIN);
	}

}
