package io.github.keepalive.autoconfigure;

import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.core.Ordered;

/**
 * Applies the plan to the connector builder of one library. Runs after Spring Boot's own
 * customizers and before those of the user, which win.
 */
final class ConnectorTuner implements ClientHttpConnectorBuilderCustomizer<ClientHttpConnectorBuilder<?>>, Ordered {

	private final UnaryOperator<ClientHttpConnectorBuilder<?>> tune;

	private final BiFunction<ClientHttpConnectorBuilder<?>, String, ClientHttpConnectorBuilder<?>> readBack;

	private ConnectorTuner(UnaryOperator<ClientHttpConnectorBuilder<?>> tune,
			BiFunction<ClientHttpConnectorBuilder<?>, String, ClientHttpConnectorBuilder<?>> readBack) {
		this.tune = tune;
		this.readBack = readBack;
	}

	static <B extends ClientHttpConnectorBuilder<?>> ConnectorTuner of(Class<B> type, UnaryOperator<B> tune) {
		return of(type, tune, (builder, beanName) -> builder);
	}

	static <B extends ClientHttpConnectorBuilder<?>> ConnectorTuner of(Class<B> type, UnaryOperator<B> tune,
			BiFunction<B, String, B> readBack) {
		return new ConnectorTuner((builder) -> type.isInstance(builder) ? tune.apply(type.cast(builder)) : builder,
				(builder, beanName) -> type.isInstance(builder) ? readBack.apply(type.cast(builder), beanName)
						: builder);
	}

	@Override
	public ClientHttpConnectorBuilder<?> customize(ClientHttpConnectorBuilder<?> builder) {
		return this.tune.apply(builder);
	}

	/**
	 * Has the clients of a builder looked at when they are built, after everyone's
	 * customizers.
	 * @param builder the builder
	 * @param beanName its name
	 * @return the builder to use instead
	 */
	ClientHttpConnectorBuilder<?> readBack(ClientHttpConnectorBuilder<?> builder, String beanName) {
		return this.readBack.apply(builder, beanName);
	}

	@Override
	public int getOrder() {
		return RequestFactoryTuner.ORDER;
	}

}
