package io.github.keepalive.autoconfigure;

import io.github.keepalive.client.inventory.ClientInventory;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * Governs every {@link ClientHttpConnectorBuilder} bean, the auto-configured one as well
 * as the user's own, which no customizer reaches.
 */
final class ConnectorBuilderPostProcessor implements BeanPostProcessor {

	private final ConfigurableListableBeanFactory beanFactory;

	private final ObjectProvider<ConnectorTuner> tuners;

	private final ObjectProvider<ClientInventory> transports;

	private final ObjectProvider<RepeatWrapping> wrapping;

	ConnectorBuilderPostProcessor(ConfigurableListableBeanFactory beanFactory, ObjectProvider<ConnectorTuner> tuners,
			ObjectProvider<ClientInventory> transports, ObjectProvider<RepeatWrapping> wrapping) {
		this.beanFactory = beanFactory;
		this.tuners = tuners;
		this.transports = transports;
		this.wrapping = wrapping;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) throws BeansException {
		return (bean instanceof ClientHttpConnectorBuilder<?> builder) ? govern(builder, beanName) : bean;
	}

	private ClientHttpConnectorBuilder<?> govern(ClientHttpConnectorBuilder<?> builder, String beanName) {
		ClientHttpConnectorBuilder<?> tuned = readBack(tuned(builder, beanName), beanName);
		ClientHttpConnectorBuilder<?> watched = watched(tuned);
		this.transports.ifAvailable((known) -> known.reactive(beanName, tuned));
		RepeatWrapping repeat = this.wrapping.getIfAvailable();
		if (repeat == null || !BuilderBeans.replaceable(this.beanFactory, beanName, ClientHttpConnectorBuilder.class)) {
			// Not every builder of Spring Boot stays what it is when it is customized.
			return (watched.getClass() == tuned.getClass()) ? watched : tuned;
		}
		return new GovernedConnectorBuilder<>(watched, repeat);
	}

	private ClientHttpConnectorBuilder<?> tuned(ClientHttpConnectorBuilder<?> builder, String beanName) {
		return BuilderBeans.customized(this.beanFactory, beanName) ? builder : tune(builder);
	}

	private <T extends ClientHttpConnector> ClientHttpConnectorBuilder<T> watched(
			ClientHttpConnectorBuilder<T> builder) {
		return !ClientInventory.governs(builder) ? builder : builder.withCustomizer((connector) -> this.transports
			.ifAvailable((known) -> known.built().add(connector, BuilderBeans.inCreation(this.beanFactory))));
	}

	private ClientHttpConnectorBuilder<?> tune(ClientHttpConnectorBuilder<?> builder) {
		ClientHttpConnectorBuilder<?> tuned = builder;
		for (ConnectorTuner tuner : this.tuners) {
			tuned = tuner.customize(tuned);
		}
		return tuned;
	}

	private ClientHttpConnectorBuilder<?> readBack(ClientHttpConnectorBuilder<?> builder, String beanName) {
		ClientHttpConnectorBuilder<?> read = builder;
		for (ConnectorTuner tuner : this.tuners) {
			read = tuner.readBack(read, beanName);
		}
		return read;
	}

}
