package io.github.keepalive.client.inventory;

import java.util.function.BiConsumer;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.SingletonBeanRegistry;

/**
 * Goes through the beans that exist already, so that lazy ones stay lazy.
 */
final class Singletons {

	private final SingletonBeanRegistry registry;

	Singletons(SingletonBeanRegistry registry) {
		this.registry = registry;
	}

	void forEach(BiConsumer<String, Object> consumer) {
		for (String name : this.registry.getSingletonNames()) {
			// Not while it is created by another thread.
			if (!this.registry.containsSingleton(name)) {
				continue;
			}
			Object bean = this.registry.getSingleton(name);
			if (bean != null && !(bean instanceof FactoryBean)) {
				consumer.accept(name, bean);
			}
		}
	}

}
