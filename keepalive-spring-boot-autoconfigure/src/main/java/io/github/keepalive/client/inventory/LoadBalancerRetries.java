package io.github.keepalive.client.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.env.PropertyResolver;

/**
 * The retries of Spring Cloud LoadBalancer, which the starter does not depend on: its
 * blocking interceptor and its reactive filter are known by name, how often they retry by
 * its properties. Settings of a single service may allow more.
 *
 * @since 0.1.0
 */
public final class LoadBalancerRetries implements RetryLayer.Source {

	private static final String PACKAGE = "org.springframework.cloud.client.loadbalancer.";

	private static final Set<String> TYPES = Set.of(PACKAGE + "RetryLoadBalancerInterceptor",
			PACKAGE + "reactive.RetryableLoadBalancerExchangeFilterFunction");

	private static final String RETRIES = "spring.cloud.loadbalancer.retry.max-retries-on-";

	private final Singletons singletons;

	private final PropertyResolver properties;

	/**
	 * Creates the source.
	 * @param beanFactory the beans
	 * @param properties the properties of the application
	 */
	public LoadBalancerRetries(ConfigurableBeanFactory beanFactory, PropertyResolver properties) {
		this.singletons = new Singletons(beanFactory);
		this.properties = Objects.requireNonNull(properties, "'properties' must not be null");
	}

	@Override
	public List<RetryLayer> layers() {
		List<RetryLayer> layers = new ArrayList<>();
		this.singletons.forEach((name, bean) -> {
			if (TYPES.contains(bean.getClass().getName())) {
				layers.add(new RetryLayer("Spring Cloud LoadBalancer on '" + name + "'", sends(), false));
			}
		});
		return FrameworkRetries.most(layers);
	}

	private long sends() {
		// The library's own defaults: another instance is tried once, the same one not.
		return (1 + retries("same", 0L)) * (1 + retries("next", 1L));
	}

	private long retries(String which, Long byDefault) {
		return this.properties.getProperty(RETRIES + which + "-service-instance", Long.class, byDefault);
	}

}
