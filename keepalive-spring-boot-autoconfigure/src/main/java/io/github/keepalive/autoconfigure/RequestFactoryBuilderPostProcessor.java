package io.github.keepalive.autoconfigure;

import io.github.keepalive.client.inventory.ClientInventory;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Governs every {@link ClientHttpRequestFactoryBuilder} bean, the auto-configured one as
 * well as the user's own, which no customizer reaches.
 */
final class RequestFactoryBuilderPostProcessor implements BeanPostProcessor {

	private final ConfigurableListableBeanFactory beanFactory;

	private final ObjectProvider<RequestFactoryTuner> tuners;

	private final ObjectProvider<ClientInventory> transports;

	private final ObjectProvider<RepeatWrapping> wrapping;

	RequestFactoryBuilderPostProcessor(ConfigurableListableBeanFactory beanFactory,
			ObjectProvider<RequestFactoryTuner> tuners, ObjectProvider<ClientInventory> transports,
			ObjectProvider<RepeatWrapping> wrapping) {
		this.beanFactory = beanFactory;
		this.tuners = tuners;
		this.transports = transports;
		this.wrapping = wrapping;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) throws BeansException {
		return (bean instanceof ClientHttpRequestFactoryBuilder<?> builder) ? govern(builder, beanName) : bean;
	}

	private ClientHttpRequestFactoryBuilder<?> govern(ClientHttpRequestFactoryBuilder<?> builder, String beanName) {
		ClientHttpRequestFactoryBuilder<?> tuned = readBack(tuned(builder, beanName), beanName);
		ClientHttpRequestFactoryBuilder<?> watched = watched(tuned);
		this.transports.ifAvailable((known) -> known.imperative(beanName, tuned));
		RepeatWrapping repeat = this.wrapping.getIfAvailable();
		if (repeat == null
				|| !BuilderBeans.replaceable(this.beanFactory, beanName, ClientHttpRequestFactoryBuilder.class)) {
			// Not every builder of Spring Boot stays what it is when it is customized.
			return (watched.getClass() == tuned.getClass()) ? watched : tuned;
		}
		return new GovernedRequestFactoryBuilder<>(watched, repeat);
	}

	private ClientHttpRequestFactoryBuilder<?> tuned(ClientHttpRequestFactoryBuilder<?> builder, String beanName) {
		return BuilderBeans.customized(this.beanFactory, beanName) ? builder : tune(builder);
	}

	private <T extends ClientHttpRequestFactory> ClientHttpRequestFactoryBuilder<T> watched(
			ClientHttpRequestFactoryBuilder<T> builder) {
		return !ClientInventory.governs(builder) ? builder : builder.withCustomizer((factory) -> this.transports
			.ifAvailable((known) -> known.built().add(factory, BuilderBeans.inCreation(this.beanFactory))));
	}

	private ClientHttpRequestFactoryBuilder<?> tune(ClientHttpRequestFactoryBuilder<?> builder) {
		ClientHttpRequestFactoryBuilder<?> tuned = builder;
		for (RequestFactoryTuner tuner : this.tuners) {
			tuned = tuner.customize(tuned);
		}
		return tuned;
	}

	private ClientHttpRequestFactoryBuilder<?> readBack(ClientHttpRequestFactoryBuilder<?> builder, String beanName) {
		ClientHttpRequestFactoryBuilder<?> read = builder;
		for (RequestFactoryTuner tuner : this.tuners) {
			read = tuner.readBack(read, beanName);
		}
		return read;
	}

}
