package io.github.keepalive.autoconfigure;

import io.github.keepalive.client.jetty.JettyFaultTranslator;
import io.github.keepalive.client.jetty.JettyKeepAliveCustomizer;
import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.policy.KeepAlivePolicy;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.reactive.client.ReactiveRequest;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.http.client.JettyClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.reactive.JettyClientHttpConnectorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that applies the plan to Jetty
 * clients.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = KeepAliveAutoConfiguration.class)
@ConditionalOnClass({ HttpClient.class, JettyClientHttpRequestFactoryBuilder.class })
@ConditionalOnKeepAliveClient
public final class JettyClientKeepAliveAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	JettyKeepAliveCustomizer jettyKeepAliveCustomizer(KeepAlivePolicy policy, PoolRegistry pools, IdleClock clock) {
		return new JettyKeepAliveCustomizer(policy, pools, clock);
	}

	@Bean
	RequestFactoryTuner jettyRequestFactoryTuner(JettyKeepAliveCustomizer customizer) {
		return RequestFactoryTuner.of(JettyClientHttpRequestFactoryBuilder.class, customizer::customize,
				customizer::readBack);
	}

	@Bean
	@ConditionalOnMissingBean
	JettyFaultTranslator jettyFaultTranslator() {
		return new JettyFaultTranslator();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ReactiveRequest.class)
	static class Reactive {

		@Bean
		ConnectorTuner jettyConnectorTuner(JettyKeepAliveCustomizer customizer) {
			return ConnectorTuner.of(JettyClientHttpConnectorBuilder.class, customizer::customize,
					customizer::readBack);
		}

	}

}
