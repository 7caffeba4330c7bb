package io.github.keepalive.autoconfigure;

import io.github.keepalive.client.inventory.ClientInventory;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that governs every
 * {@link ClientHttpConnectorBuilder} of the context, and with it WebClient and reactive
 * HTTP service groups.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = KeepAliveAutoConfiguration.class)
@ConditionalOnClass({ ClientHttpConnector.class, ClientHttpConnectorBuilder.class, Mono.class })
@ConditionalOnKeepAliveClient
public final class WebClientKeepAliveAutoConfiguration {

	private WebClientKeepAliveAutoConfiguration() {
	}

	@Bean
	static ConnectorBuilderPostProcessor keepAliveConnectorBuilderPostProcessor(
			ConfigurableListableBeanFactory beanFactory, ObjectProvider<ConnectorTuner> tuners,
			ObjectProvider<ClientInventory> transports, ObjectProvider<RepeatWrapping> wrapping) {
		return new ConnectorBuilderPostProcessor(beanFactory, tuners, transports, wrapping);
	}

}
