package io.github.keepalive.autoconfigure;

import io.github.keepalive.client.apache.ApacheAsyncKeepAliveCustomizer;
import io.github.keepalive.client.apache.ApacheFaultTranslator;
import io.github.keepalive.client.apache.ApacheKeepAliveCustomizer;
import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.connection.Maintenance;
import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.policy.KeepAlivePolicy;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.reactive.ReactiveResponseConsumer;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.http.client.HttpComponentsClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.reactive.HttpComponentsClientHttpConnectorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that applies the plan to Apache
 * HttpClient 5.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = KeepAliveAutoConfiguration.class)
@ConditionalOnClass({ HttpClients.class, HttpComponentsClientHttpRequestFactoryBuilder.class })
@ConditionalOnKeepAliveClient
public final class ApacheClientKeepAliveAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ApacheKeepAliveCustomizer apacheKeepAliveCustomizer(KeepAlivePolicy policy, PoolRegistry pools,
			Maintenance maintenance, IdleClock clock) {
		return new ApacheKeepAliveCustomizer(policy, pools, maintenance, clock);
	}

	@Bean
	RequestFactoryTuner apacheRequestFactoryTuner(ApacheKeepAliveCustomizer customizer) {
		return RequestFactoryTuner.of(HttpComponentsClientHttpRequestFactoryBuilder.class, customizer::customize,
				customizer::readBack);
	}

	@Bean
	@ConditionalOnMissingBean
	ApacheFaultTranslator apacheFaultTranslator() {
		return new ApacheFaultTranslator();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ReactiveResponseConsumer.class)
	static class Async {

		@Bean
		@ConditionalOnMissingBean
		ApacheAsyncKeepAliveCustomizer apacheAsyncKeepAliveCustomizer(KeepAlivePolicy policy, PoolRegistry pools,
				Maintenance maintenance, IdleClock clock) {
			return new ApacheAsyncKeepAliveCustomizer(policy, pools, maintenance, clock);
		}

		@Bean
		ConnectorTuner apacheConnectorTuner(ApacheAsyncKeepAliveCustomizer customizer) {
			return ConnectorTuner.of(HttpComponentsClientHttpConnectorBuilder.class, customizer::customize,
					customizer::readBack);
		}

	}

}
