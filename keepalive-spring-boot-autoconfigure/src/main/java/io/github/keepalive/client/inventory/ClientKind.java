package io.github.keepalive.client.inventory;

import java.lang.reflect.Proxy;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.target.EmptyTargetSource;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;
import org.springframework.web.service.annotation.HttpExchange;

/**
 * Kinds of clients that are told apart.
 */
enum ClientKind {

	REST_CLIENT("RestClient", "org.springframework.web.client.RestClient",
			"build it from an injected RestClient.Builder"),

	REST_TEMPLATE("RestTemplate", "org.springframework.web.client.RestTemplate",
			"build it with an injected RestTemplateBuilder"),

	WEB_CLIENT("WebClient", "org.springframework.web.reactive.function.client.WebClient",
			"build it from an injected WebClient.Builder"),

	HTTP_SERVICE("@HttpExchange", null,
			"import it with @ImportHttpServices, or build its client from an injected RestClient.Builder or"
					+ " WebClient.Builder");

	// Released together with the class, as no map of ours would be.
	private static final ClassValue<Boolean> HTTP_SERVICES = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			return Arrays.stream(type.getInterfaces()).anyMatch(ClientKind::exchanges);
		}

	};

	private final String label;

	private final @Nullable Class<?> type;

	private final String fix;

	ClientKind(String label, @Nullable String type, String fix) {
		this.label = label;
		this.type = (type != null && ClassUtils.isPresent(type, ClientKind.class.getClassLoader()))
				? ClassUtils.resolveClassName(type, ClientKind.class.getClassLoader()) : null;
		this.fix = fix;
	}

	String label() {
		return this.label;
	}

	String fix() {
		return this.fix;
	}

	static @Nullable ClientKind of(Object bean) {
		if (isProxyOfNothing(bean) && HTTP_SERVICES.get(bean.getClass())) {
			return HTTP_SERVICE;
		}
		for (ClientKind kind : values()) {
			if (kind.type != null && kind.type.isInstance(bean)) {
				return kind;
			}
		}
		return null;
	}

	// Behind the proxy of a controller that implements such an interface is the
	// controller.
	private static boolean isProxyOfNothing(@Nullable Object bean) {
		return bean != null && Proxy.isProxyClass(bean.getClass()) && bean instanceof Advised advised
				&& (advised.getTargetSource() instanceof EmptyTargetSource
						|| isProxyOfNothing(AopProxyUtils.getSingletonTarget(bean)));
	}

	private static boolean exchanges(Class<?> type) {
		return MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY).isPresent(HttpExchange.class)
				|| Arrays.stream(type.getMethods())
					.anyMatch((method) -> MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY)
						.isPresent(HttpExchange.class));
	}

}
