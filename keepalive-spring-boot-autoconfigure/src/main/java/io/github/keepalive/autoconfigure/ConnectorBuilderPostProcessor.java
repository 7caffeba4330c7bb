package io.github.keepalive.autoconfigure;

import io.github.keepalive.client.inventory.ClientInventory;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;

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
		ClientHttpConnectorBuilder<?> tuned = readBack(
				BuilderBeans.customized(this.beanFactory, beanName) ? builder : tune(builder), beanName);
		this.transports.ifAvailable((known) -> known.reactive(beanName, tuned));
		RepeatWrapping repeat = this.wrapping.getIfAvailable();
		if (repeat == null || !BuilderBeans.replaceable(this.beanFactory, beanName, ClientHttpConnectorBuilder.class)) {
			return tuned;
		}
		return new GovernedConnectorBuilder<>(tuned, repeat);
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
