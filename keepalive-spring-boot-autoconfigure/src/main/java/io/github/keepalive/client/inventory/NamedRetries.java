package io.github.keepalive.client.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * Retries of libraries that the starter does not depend on, known by the names of their
 * types: Spring Retry and Feign. They do not tell how often they retry.
 *
 * @since 0.1.0
 */
public final class NamedRetries implements RetryLayer.Source {

	private static final String SPRING_RETRY = "org.springframework.retry.";

	private final Singletons singletons;

	private final @Nullable Class<?> operations;

	private final @Nullable Class<?> retryer;

	private final @Nullable Object never;

	/**
	 * Creates the source.
	 * @param beanFactory the beans
	 */
	public NamedRetries(ConfigurableBeanFactory beanFactory) {
		this.singletons = new Singletons(beanFactory);
		this.operations = type(SPRING_RETRY + "RetryOperations", beanFactory.getBeanClassLoader());
		this.retryer = type("feign.Retryer", beanFactory.getBeanClassLoader());
		this.never = (this.retryer != null) ? constant(this.retryer, "NEVER_RETRY") : null;
	}

	private static @Nullable Class<?> type(String name, @Nullable ClassLoader classLoader) {
		return ClassUtils.isPresent(name, classLoader) ? ClassUtils.resolveClassName(name, classLoader) : null;
	}

	private static @Nullable Object constant(Class<?> type, String name) {
		try {
			return type.getField(name).get(null);
		}
		catch (ReflectiveOperationException ex) {
			return null;
		}
	}

	@Override
	public List<RetryLayer> layers() {
		List<RetryLayer> springRetry = new ArrayList<>();
		List<RetryLayer> feign = new ArrayList<>();
		this.singletons.forEach((name, bean) -> {
			if (isSpringRetry(bean)) {
				springRetry.add(RetryLayer.unreadable("Spring Retry on '" + name + "'"));
			}
			if (this.retryer != null && this.retryer.isInstance(bean) && bean != this.never) {
				feign.add(RetryLayer.unreadable("Feign's Retryer '" + name + "'"));
			}
		});
		return Stream.of(springRetry, feign).flatMap((kind) -> FrameworkRetries.most(kind).stream()).toList();
	}

	private boolean isSpringRetry(Object bean) {
		return (this.operations != null && this.operations.isInstance(bean))
				|| Advices.anyMatch(bean, (advice) -> advice.getClass().getName().startsWith(SPRING_RETRY));
	}

}
