package io.github.keepalive.client.inventory;

import java.util.ArrayList;
import java.util.List;

import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryRegistry;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;

/**
 * The Resilience4j retries of the application, without the instance that is ours.
 *
 * @since 0.1.0
 */
public final class ResilienceRetries implements RetryLayer.Source {

	private final Singletons singletons;

	private final String ours;

	/**
	 * Creates the source.
	 * @param beanFactory the beans
	 * @param ours name of the instance that is ours
	 */
	public ResilienceRetries(ConfigurableBeanFactory beanFactory, String ours) {
		this.singletons = new Singletons(beanFactory);
		this.ours = ours;
	}

	@Override
	public List<RetryLayer> layers() {
		List<RetryLayer> layers = new ArrayList<>();
		this.singletons.forEach((name, bean) -> {
			if (bean instanceof RetryRegistry registry) {
				registry.getAllRetries()
					.stream()
					.filter((retry) -> !retry.getName().equals(this.ours))
					.map(ResilienceRetries::layer)
					.forEach(layers::add);
			}
		});
		return FrameworkRetries.most(layers);
	}

	private static RetryLayer layer(Retry retry) {
		return RetryLayer.of("Resilience4j's retry '" + retry.getName() + "'", retry.getRetryConfig().getMaxAttempts());
	}

}
