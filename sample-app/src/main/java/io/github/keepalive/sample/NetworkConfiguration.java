package io.github.keepalive.sample;

import io.github.keepalive.sample.network.DelayedPath;
import io.github.keepalive.sample.network.IdleClosingProxy;
import io.github.keepalive.sample.network.Origin;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The network the clients call through: path, proxy, origin.
 */
@Configuration(proxyBeanMethods = false)
class NetworkConfiguration {

	@Bean
	Origin origin(SampleProperties properties) {
		return Origin.start(properties.originPort());
	}

	@Bean
	IdleClosingProxy proxy(SampleProperties properties, Origin origin) {
		return IdleClosingProxy.start(origin.port(), properties.window());
	}

	@Bean
	DelayedPath path(SampleProperties properties, IdleClosingProxy proxy) {
		return DelayedPath.start(properties.proxyPort(), properties.users(), proxy.port(), properties.pathDelay());
	}

}
