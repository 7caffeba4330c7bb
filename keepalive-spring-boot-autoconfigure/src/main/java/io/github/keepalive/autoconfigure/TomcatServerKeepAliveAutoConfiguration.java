package io.github.keepalive.autoconfigure;

import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.server.tomcat.TomcatKeepAliveCustomizer;
import org.apache.catalina.startup.Tomcat;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.tomcat.autoconfigure.TomcatServerProperties;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that makes an embedded Tomcat
 * outlast the proxy in front of it.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = KeepAliveAutoConfiguration.class)
@ConditionalOnClass({ Tomcat.class, ConfigurableTomcatWebServerFactory.class })
@ConditionalOnWebApplication
@ConditionalOnKeepAliveServer
public final class TomcatServerKeepAliveAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	TomcatKeepAliveCustomizer tomcatServerKeepAliveCustomizer(KeepAlivePolicy policy,
			ObjectProvider<TomcatServerProperties> properties, ServerRegistry servers) {
		return new TomcatKeepAliveCustomizer(policy.server(), policy.serverProxy().stated(),
				properties.getIfAvailable(), servers, ServerRegistry.MAIN);
	}

}
