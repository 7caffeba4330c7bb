package io.github.keepalive.client.inventory;

import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.util.ClassUtils;

/**
 * Judges by what a bean was made from. RestClient and WebClient do not say what carries
 * their requests. Asking them by a request that is stopped half-way would run what is not
 * ours: default request consumers, which may fetch a token, configurers of message
 * converters, and the request factory, where Jetty's starts its client. So nothing is
 * run: a client is no more than suspected, unless the context shows that neither it nor
 * anything it depends on was near a governed builder.
 */
final class Provenance {

	private static final List<String> GOVERNED = List.of(
			"org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder",
			"org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder",
			"org.springframework.boot.restclient.RestTemplateBuilder",
			"org.springframework.boot.restclient.autoconfigure.RestClientBuilderConfigurer",
			"org.springframework.boot.restclient.autoconfigure.RestTemplateBuilderConfigurer");

	private static final String BOOT = "org.springframework.boot.";

	private final ConfigurableListableBeanFactory beanFactory;

	private final BuiltTransports built;

	private final List<Class<?>> governed;

	Provenance(ConfigurableListableBeanFactory beanFactory, BuiltTransports built) {
		this.beanFactory = beanFactory;
		this.built = built;
		this.governed = GOVERNED.stream().<Class<?>>mapMulti((name, found) -> {
			if (ClassUtils.isPresent(name, beanFactory.getBeanClassLoader())) {
				found.accept(ClassUtils.resolveClassName(name, beanFactory.getBeanClassLoader()));
			}
		}).toList();
	}

	/**
	 * Returns whether a bean cannot hold anything that a governed builder has built.
	 * @param beanName name of the bean
	 * @return {@code true} if that is certain
	 */
	boolean isForeign(String beanName) {
		// What was registered as an instance was made where the context cannot look.
		if (!this.beanFactory.containsBeanDefinition(beanName)) {
			return false;
		}
		Set<String> seen = new HashSet<>();
		Deque<String> open = new ArrayDeque<>(List.of(beanName));
		while (!open.isEmpty()) {
			String name = open.pop();
			if (!seen.add(name)) {
				continue;
			}
			if (this.built.wereBuiltDuringCreationOf(name) || isGoverned(name)) {
				return false;
			}
			open.addAll(List.of(this.beanFactory.getDependenciesForBean(name)));
			BeanDefinition definition = definition(name);
			if (definition != null) {
				if (looksUp(definition)) {
					return false;
				}
				if (definition.getFactoryBeanName() != null) {
					open.add(definition.getFactoryBeanName());
				}
			}
		}
		return true;
	}

	private boolean isGoverned(String name) {
		Class<?> type = this.beanFactory.containsBean(name) ? this.beanFactory.getType(name, false) : null;
		if (type != null && this.governed.stream().anyMatch((governed) -> governed.isAssignableFrom(type))) {
			return true;
		}
		// The builders that Spring Boot makes for us to inject.
		BeanDefinition definition = definition(name);
		return definition != null && definition.getFactoryBeanName() != null
				&& definition.getFactoryBeanName().startsWith(BOOT) && type != null
				&& type.getSimpleName().equals("Builder");
	}

	// What is looked up rather than injected, or held by a supplier, is no dependency
	// that
	// the context knows of.
	private static boolean looksUp(BeanDefinition definition) {
		if (!(definition instanceof RootBeanDefinition root) || root.getInstanceSupplier() != null) {
			return true;
		}
		Method method = root.getResolvedFactoryMethod();
		return method != null && Arrays.stream(method.getParameterTypes())
			.anyMatch((type) -> BeanFactory.class.isAssignableFrom(type) || ObjectFactory.class.isAssignableFrom(type));
	}

	private @Nullable BeanDefinition definition(String name) {
		return this.beanFactory.containsBeanDefinition(name) ? this.beanFactory.getMergedBeanDefinition(name) : null;
	}

}
