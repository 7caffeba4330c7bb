package io.github.keepalive.autoconfigure;

import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.server.netty.NettyServerKeepAliveCustomizer;
import reactor.netty.http.server.HttpServer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.autoconfigure.NettyServerProperties;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that makes an embedded Netty outlast
 * the proxy in front of it.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = KeepAliveAutoConfiguration.class)
@ConditionalOnClass({ HttpServer.class, NettyReactiveWebServerFactory.class })
@ConditionalOnWebApplication
@ConditionalOnKeepAliveServer
public final class NettyServerKeepAliveAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	NettyServerKeepAliveCustomizer nettyServerKeepAliveCustomizer(KeepAlivePolicy policy,
			ObjectProvider<NettyServerProperties> properties, ServerRegistry servers) {
		return new NettyServerKeepAliveCustomizer(policy.server(), properties.getIfAvailable(), servers,
				ServerRegistry.MAIN);
	}

}
