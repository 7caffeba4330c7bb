package io.github.keepalive.retry;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;

import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.core.MethodClassKey;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ConcurrentReferenceHashMap;
import org.springframework.web.service.invoker.HttpRequestValues;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

/**
 * Turns {@link Idempotent @Idempotent} on {@code @HttpExchange} methods and their
 * interfaces into the request attribute {@link KeepAliveAttributes#IDEMPOTENT}. HTTP
 * service groups are given it by themselves; for a client made by hand:
 * <pre class="code">
 * HttpServiceProxyFactory factory = IdempotentMarks
 *     .register(HttpServiceProxyFactory.builderFor(RestClientAdapter.create(restClient)))
 *     .build();
 * </pre> Thread-safe.
 *
 * @since 0.1.0
 */
public final class IdempotentMarks {

	private static final ThreadLocal<@Nullable Class<?>> serviceType = new ThreadLocal<>();

	// Soft references: an interface that goes away takes its entries along.
	private final Map<MethodClassKey, Optional<Boolean>> marks = new ConcurrentReferenceHashMap<>();

	private IdempotentMarks() {
	}

	/**
	 * Makes the clients of a factory follow the annotation.
	 * @param builder the builder of the factory
	 * @return the same builder
	 */
	public static HttpServiceProxyFactory.Builder register(HttpServiceProxyFactory.Builder builder) {
		IdempotentMarks marks = new IdempotentMarks();
		return builder.proxyFactoryCustomizer(IdempotentMarks::announce).httpRequestValuesProcessor(marks::mark);
	}

	private static void announce(ProxyFactory proxyFactory, Class<?> type) {
		// Spring Framework 7.0 tells only which interface declares the method, perhaps a
		// common parent of the one that is called and marked.
		proxyFactory.addAdvice(0, (MethodInterceptor) (invocation) -> {
			Class<?> outer = serviceType.get();
			serviceType.set(type);
			try {
				return invocation.proceed();
			}
			finally {
				restore(outer);
			}
		});
	}

	private static void restore(@Nullable Class<?> outer) {
		if (outer != null) {
			serviceType.set(outer);
		}
		else {
			serviceType.remove();
		}
	}

	private void mark(Method method, MethodParameter[] parameters, @Nullable Object[] arguments,
			HttpRequestValues.Builder request) {
		Class<?> called = serviceType.get();
		Class<?> type = (called != null) ? called : method.getDeclaringClass();
		this.marks.computeIfAbsent(new MethodClassKey(method, type), (key) -> find(method, type))
			// What came with the call is there already, and wins.
			.ifPresent((mark) -> request
				.configureAttributes((attributes) -> attributes.putIfAbsent(KeepAliveAttributes.IDEMPOTENT, mark)));
	}

	private static Optional<Boolean> find(Method method, Class<?> type) {
		MergedAnnotation<Idempotent> onMethod = MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY)
			.get(Idempotent.class);
		MergedAnnotation<Idempotent> found = onMethod.isPresent() ? onMethod
				: MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY).get(Idempotent.class);
		return found.getValue(MergedAnnotation.VALUE, Boolean.class);
	}

}
