package io.github.keepalive.autoconfigure;

import io.github.keepalive.client.inventory.ClientInventory;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;

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
		ClientHttpRequestFactoryBuilder<?> tuned = readBack(
				BuilderBeans.customized(this.beanFactory, beanName) ? builder : tune(builder), beanName);
		this.transports.ifAvailable((known) -> known.imperative(beanName, tuned));
		RepeatWrapping repeat = this.wrapping.getIfAvailable();
		if (repeat == null
				|| !BuilderBeans.replaceable(this.beanFactory, beanName, ClientHttpRequestFactoryBuilder.class)) {
			return tuned;
		}
		return new GovernedRequestFactoryBuilder<>(tuned, repeat);
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
