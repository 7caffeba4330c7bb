package io.github.keepalive.autoconfigure;

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

	private ConnectorTuner(UnaryOperator<ClientHttpConnectorBuilder<?>> tune) {
		this.tune = tune;
	}

	static <B extends ClientHttpConnectorBuilder<?>> ConnectorTuner of(Class<B> type, UnaryOperator<B> tune) {
		return new ConnectorTuner((builder) -> type.isInstance(builder) ? tune.apply(type.cast(builder)) : builder);
	}

	@Override
	public ClientHttpConnectorBuilder<?> customize(ClientHttpConnectorBuilder<?> builder) {
		return this.tune.apply(builder);
	}

	@Override
	public int getOrder() {
		return RequestFactoryTuner.ORDER;
	}

}
