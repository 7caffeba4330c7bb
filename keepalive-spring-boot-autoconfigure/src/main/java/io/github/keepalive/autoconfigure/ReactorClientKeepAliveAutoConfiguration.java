package io.github.keepalive.autoconfigure;

import io.github.keepalive.client.reactor.ReactorFaultTranslator;
import io.github.keepalive.client.reactor.ReactorKeepAliveCustomizer;
import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.policy.KeepAlivePolicy;
import reactor.netty.http.client.HttpClient;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.http.client.ReactorClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that applies the plan to Reactor
 * Netty clients.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = KeepAliveAutoConfiguration.class)
@ConditionalOnClass({ HttpClient.class, ReactorClientHttpRequestFactoryBuilder.class })
@ConditionalOnKeepAliveClient
public final class ReactorClientKeepAliveAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ReactorKeepAliveCustomizer reactorKeepAliveCustomizer(KeepAlivePolicy policy, PoolRegistry pools, IdleClock clock,
			ObjectProvider<ReactorResourceFactory> resources) {
		return new ReactorKeepAliveCustomizer(policy, pools, clock, (provider) -> resources.stream()
			.anyMatch((factory) -> factory.isRunning() && factory.getConnectionProvider() == provider));
	}

	@Bean
	RequestFactoryTuner reactorRequestFactoryTuner(ReactorKeepAliveCustomizer customizer) {
		return RequestFactoryTuner.of(ReactorClientHttpRequestFactoryBuilder.class, customizer::customize,
				customizer::readBack);
	}

	@Bean
	ConnectorTuner reactorConnectorTuner(ReactorKeepAliveCustomizer customizer) {
		return ConnectorTuner.of(ReactorClientHttpConnectorBuilder.class, customizer::customize, customizer::readBack);
	}

	@Bean
	@ConditionalOnMissingBean
	ReactorFaultTranslator reactorFaultTranslator() {
		return new ReactorFaultTranslator();
	}

}
