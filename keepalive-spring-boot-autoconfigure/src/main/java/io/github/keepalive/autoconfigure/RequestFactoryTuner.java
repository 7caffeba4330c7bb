package io.github.keepalive.autoconfigure;

import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.core.Ordered;

/**
 * Applies the plan to the request factory builder of one library. Runs after Spring
 * Boot's own customizers and before those of the user, which win.
 */
final class RequestFactoryTuner
		implements ClientHttpRequestFactoryBuilderCustomizer<ClientHttpRequestFactoryBuilder<?>>, Ordered {

	/**
	 * Just after Spring Boot's own at 0.
	 */
	static final int ORDER = 1;

	private final UnaryOperator<ClientHttpRequestFactoryBuilder<?>> tune;

	private final BiFunction<ClientHttpRequestFactoryBuilder<?>, String, ClientHttpRequestFactoryBuilder<?>> readBack;

	private RequestFactoryTuner(UnaryOperator<ClientHttpRequestFactoryBuilder<?>> tune,
			BiFunction<ClientHttpRequestFactoryBuilder<?>, String, ClientHttpRequestFactoryBuilder<?>> readBack) {
		this.tune = tune;
		this.readBack = readBack;
	}

	static <B extends ClientHttpRequestFactoryBuilder<?>> RequestFactoryTuner of(Class<B> type, UnaryOperator<B> tune) {
		return of(type, tune, (builder, beanName) -> builder);
	}

	static <B extends ClientHttpRequestFactoryBuilder<?>> RequestFactoryTuner of(Class<B> type, UnaryOperator<B> tune,
			BiFunction<B, String, B> readBack) {
		return new RequestFactoryTuner((builder) -> type.isInstance(builder) ? tune.apply(type.cast(builder)) : builder,
				(builder, beanName) -> type.isInstance(builder) ? readBack.apply(type.cast(builder), beanName)
						: builder);
	}

	@Override
	public ClientHttpRequestFactoryBuilder<?> customize(ClientHttpRequestFactoryBuilder<?> builder) {
		return this.tune.apply(builder);
	}

	/**
	 * Has the clients of a builder looked at when they are built, after everyone's
	 * customizers.
	 * @param builder the builder
	 * @param beanName its name
	 * @return the builder to use instead
	 */
	ClientHttpRequestFactoryBuilder<?> readBack(ClientHttpRequestFactoryBuilder<?> builder, String beanName) {
		return this.readBack.apply(builder, beanName);
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

}
