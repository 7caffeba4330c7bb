package io.github.keepalive.autoconfigure;

import java.util.List;

import io.github.keepalive.client.inventory.ClientBeans;
import io.github.keepalive.client.inventory.ClientInventory;
import io.github.keepalive.client.inventory.FrameworkRetries;
import io.github.keepalive.client.inventory.LibraryRetries;
import io.github.keepalive.client.inventory.LoadBalancerRetries;
import io.github.keepalive.client.inventory.NamedRetries;
import io.github.keepalive.client.inventory.RetryLayer;
import io.github.keepalive.client.inventory.StackedRetries;
import io.github.keepalive.connection.FindingSource;
import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.fault.RepeatRules;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientsProperties;
import org.springframework.boot.util.LambdaSafe;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that governs every
 * {@link ClientHttpRequestFactoryBuilder} of the context, and with it RestClient,
 * RestTemplate and HTTP service groups.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = KeepAliveAutoConfiguration.class,
		afterName = "org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration",
		beforeName = { "org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration",
				"org.springframework.boot.restclient.autoconfigure.service.HttpServiceClientAutoConfiguration" })
@ConditionalOnClass({ ClientHttpRequestFactory.class, ClientHttpRequestFactoryBuilder.class })
@ConditionalOnKeepAliveClient
public final class RestClientKeepAliveAutoConfiguration {

	private RestClientKeepAliveAutoConfiguration() {
	}

	@Bean
	static RequestFactoryBuilderPostProcessor keepAliveRequestFactoryBuilderPostProcessor(
			ConfigurableListableBeanFactory beanFactory, ObjectProvider<RequestFactoryTuner> tuners,
			ObjectProvider<ClientInventory> transports, ObjectProvider<RepeatWrapping> wrapping) {
		return new RequestFactoryBuilderPostProcessor(beanFactory, tuners, transports, wrapping);
	}

	@Bean
	@ConditionalOnMissingBean
	ClientBeans keepAliveClientBeans(ConfigurableListableBeanFactory beanFactory, ClientInventory transports) {
		return new ClientBeans(beanFactory, transports.built());
	}

	@Bean
	RetryLayer.Source keepAliveFrameworkRetries(ConfigurableListableBeanFactory beanFactory) {
		return new FrameworkRetries(beanFactory);
	}

	@Bean
	RetryLayer.Source keepAliveNamedRetries(ConfigurableListableBeanFactory beanFactory) {
		return new NamedRetries(beanFactory);
	}

	@Bean
	RetryLayer.Source keepAliveLoadBalancerRetries(ConfigurableListableBeanFactory beanFactory,
			Environment environment) {
		return new LoadBalancerRetries(beanFactory, environment);
	}

	@Bean
	RetryLayer.Source keepAliveLibraryRetries(PoolRegistry pools) {
		return new LibraryRetries(pools);
	}

	@Bean
	FindingSource keepAliveStackedRetries(ObjectProvider<RetryLayer.Source> sources,
			ObjectProvider<RepeatRules> rules) {
		return new StackedRetries(sources::orderedStream,
				() -> rules.stream().findFirst().map(RepeatRules::enabled).orElse(false));
	}

	/**
	 * Spring Boot configures no imperative client in a reactive web application, although
	 * a RestClient there is made all the same, from an untouched builder.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	@EnableConfigurationProperties(ImperativeHttpClientsProperties.class)
	static class InReactiveApplication {

		@Bean
		@ConditionalOnMissingBean
		ClientHttpRequestFactoryBuilder<?> clientHttpRequestFactoryBuilder(ResourceLoader resourceLoader,
				ImperativeHttpClientsProperties properties,
				ObjectProvider<ClientHttpRequestFactoryBuilderCustomizer<?>> customizers) {
			ClientHttpRequestFactoryBuilder<?> builder = builder(resourceLoader, properties.getFactory());
			return customize(builder, customizers.orderedStream().toList());
		}

		private static ClientHttpRequestFactoryBuilder<?> builder(ResourceLoader resourceLoader,
				ImperativeHttpClientsProperties.@Nullable Factory factory) {
			if (factory == null) {
				return ClientHttpRequestFactoryBuilder.detect(resourceLoader.getClassLoader());
			}
			return switch (factory) {
				case HTTP_COMPONENTS -> ClientHttpRequestFactoryBuilder.httpComponents();
				case JETTY -> ClientHttpRequestFactoryBuilder.jetty();
				case REACTOR -> ClientHttpRequestFactoryBuilder.reactor();
				case JDK -> ClientHttpRequestFactoryBuilder.jdk();
				case SIMPLE -> ClientHttpRequestFactoryBuilder.simple();
			};
		}

		@SuppressWarnings("unchecked")
		private static ClientHttpRequestFactoryBuilder<?> customize(ClientHttpRequestFactoryBuilder<?> builder,
				List<ClientHttpRequestFactoryBuilderCustomizer<?>> customizers) {
			ClientHttpRequestFactoryBuilder<?>[] customized = { builder };
			LambdaSafe.callbacks(ClientHttpRequestFactoryBuilderCustomizer.class, customizers, builder)
				.invoke((customizer) -> customized[0] = customizer.customize(customized[0]));
			return customized[0];
		}

	}

}
