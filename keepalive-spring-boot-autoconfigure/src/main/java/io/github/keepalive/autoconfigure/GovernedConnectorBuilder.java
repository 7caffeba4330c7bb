package io.github.keepalive.autoconfigure;

import java.util.Collection;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * Builds connectors of a tuned builder with the repeat rule round them.
 *
 * @param <T> the type of connector inside
 */
final class GovernedConnectorBuilder<T extends ClientHttpConnector>
		implements ClientHttpConnectorBuilder<ClientHttpConnector> {

	private final ClientHttpConnectorBuilder<T> tuned;

	private final RepeatWrapping wrapping;

	GovernedConnectorBuilder(ClientHttpConnectorBuilder<T> tuned, RepeatWrapping wrapping) {
		this.tuned = tuned;
		this.wrapping = wrapping;
	}

	@Override
	public ClientHttpConnector build(@Nullable HttpClientSettings settings) {
		return this.wrapping.wrap(this.tuned.build(settings), settings);
	}

	@Override
	@SuppressWarnings({ "unchecked", "rawtypes" })
	public ClientHttpConnectorBuilder<ClientHttpConnector> withCustomizers(
			Collection<Consumer<ClientHttpConnector>> customizers) {
		// Customizers are written for the connector of the library, so they go inside.
		return new GovernedConnectorBuilder<>(this.tuned.withCustomizers((Collection) customizers), this.wrapping);
	}

}
