package io.github.keepalive.autoconfigure;

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

	private RequestFactoryTuner(UnaryOperator<ClientHttpRequestFactoryBuilder<?>> tune) {
		this.tune = tune;
	}

	static <B extends ClientHttpRequestFactoryBuilder<?>> RequestFactoryTuner of(Class<B> type, UnaryOperator<B> tune) {
		return new RequestFactoryTuner(
				(builder) -> type.isInstance(builder) ? tune.apply(type.cast(builder)) : builder);
	}

	@Override
	public ClientHttpRequestFactoryBuilder<?> customize(ClientHttpRequestFactoryBuilder<?> builder) {
		return this.tune.apply(builder);
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

}
