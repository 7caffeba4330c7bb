package io.github.keepalive.autoconfigure;

import java.util.Arrays;
import java.util.List;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * What is known of the definition of a client builder bean.
 */
final class BuilderBeans {

	private static final String BOOT = "org.springframework.boot.http.client.autoconfigure.";

	private static final String OURS = RestClientKeepAliveAutoConfiguration.class.getName();

	private BuilderBeans() {
	}

	// Customizer beans, and with them ours, are applied to auto-configured builders only,
	// not to those of the user.
	static boolean customized(ConfigurableListableBeanFactory beanFactory, String beanName) {
		if (!beanFactory.containsBeanDefinition(beanName)) {
			return false;
		}
		String factory = beanFactory.getMergedBeanDefinition(beanName).getFactoryBeanName();
		return factory != null && (factory.startsWith(BOOT) || factory.startsWith(OURS));
	}

	// Looked up when a client is built, not when it is used.
	static List<String> inCreation(ConfigurableListableBeanFactory beanFactory) {
		return Arrays.stream(beanFactory.getBeanDefinitionNames()).filter(beanFactory::isCurrentlyInCreation).toList();
	}

	// A bean that was declared as the type of one library may be injected as that type.
	static boolean replaceable(ConfigurableListableBeanFactory beanFactory, String beanName, Class<?> declared) {
		if (!beanFactory.containsBeanDefinition(beanName)) {
			return false;
		}
		BeanDefinition definition = beanFactory.getMergedBeanDefinition(beanName);
		Class<?> type = definition.getResolvableType().resolve();
		return type != null && type.isAssignableFrom(declared);
	}

}
