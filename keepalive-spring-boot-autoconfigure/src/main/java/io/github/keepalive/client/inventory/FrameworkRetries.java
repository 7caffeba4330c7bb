package io.github.keepalive.client.inventory;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.retry.RetryOperations;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.resilience.retry.AbstractRetryInterceptor;
import org.springframework.util.StringUtils;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.ExponentialBackOff;
import org.springframework.util.backoff.FixedBackOff;

/**
 * The retries of Spring Framework 7: templates that are beans, and beans with
 * {@link Retryable @Retryable} methods that are in force.
 *
 * @since 0.1.0
 */
public final class FrameworkRetries implements RetryLayer.Source {

	private final ConfigurableBeanFactory beanFactory;

	private final Singletons singletons;

	/**
	 * Creates the source.
	 * @param beanFactory the beans
	 */
	public FrameworkRetries(ConfigurableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		this.singletons = new Singletons(beanFactory);
	}

	@Override
	public List<RetryLayer> layers() {
		List<RetryLayer> templates = new ArrayList<>();
		List<RetryLayer> annotated = new ArrayList<>();
		this.singletons.forEach((name, bean) -> {
			if (bean instanceof RetryOperations operations) {
				templates.add(template(name, operations));
			}
			else if (Advices.anyMatch(bean, AbstractRetryInterceptor.class::isInstance)) {
				annotated.add(annotated(name, bean));
			}
		});
		return Stream.of(templates, annotated).flatMap((kind) -> most(kind).stream()).toList();
	}

	// Several of a kind hardly call one another.
	static List<RetryLayer> most(List<RetryLayer> layers) {
		return layers.stream().max(Comparator.comparing(RetryLayer::sends)).stream().toList();
	}

	private static RetryLayer template(String name, RetryOperations operations) {
		String layer = "RetryTemplate '" + name + "'";
		Long retries = (operations instanceof RetryTemplate template) ? retries(template.getRetryPolicy().getBackOff())
				: null;
		return (retries != null) ? layer(layer, retries) : RetryLayer.unreadable(layer);
	}

	private static @Nullable Long retries(BackOff backOff) {
		if (backOff instanceof FixedBackOff fixed) {
			return fixed.getMaxAttempts();
		}
		return (backOff instanceof ExponentialBackOff exponential) ? exponential.getMaxAttempts() : null;
	}

	private RetryLayer annotated(String name, Object bean) {
		String layer = "@Retryable on '" + name + "'";
		List<@Nullable Long> retries = retryables(AopUtils.getTargetClass(bean)).map(this::retries).toList();
		if (retries.isEmpty() || retries.contains(null)) {
			return RetryLayer.unreadable(layer);
		}
		return layer(layer, retries.stream().mapToLong(Long::longValue).max().orElse(0));
	}

	private static Stream<Retryable> retryables(Class<?> type) {
		Map<Method, Retryable> methods = MethodIntrospector.selectMethods(type,
				(MethodIntrospector.MetadataLookup<@Nullable Retryable>) (method) -> AnnotatedElementUtils
					.findMergedAnnotation(method, Retryable.class));
		Retryable onType = AnnotatedElementUtils.findMergedAnnotation(type, Retryable.class);
		return (onType != null) ? Stream.concat(methods.values().stream(), Stream.of(onType))
				: methods.values().stream();
	}

	private @Nullable Long retries(Retryable retryable) {
		if (!StringUtils.hasText(retryable.maxRetriesString())) {
			return retryable.maxRetries();
		}
		try {
			String value = this.beanFactory.resolveEmbeddedValue(retryable.maxRetriesString());
			return StringUtils.hasText(value) ? Long.valueOf(value) : Long.valueOf(retryable.maxRetries());
		}
		catch (IllegalArgumentException ex) {
			// An expression, or a placeholder that nobody has called for yet.
			return null;
		}
	}

	private static RetryLayer layer(String name, long retries) {
		return RetryLayer.of(name, (retries < Long.MAX_VALUE) ? retries + 1 : retries);
	}

}
