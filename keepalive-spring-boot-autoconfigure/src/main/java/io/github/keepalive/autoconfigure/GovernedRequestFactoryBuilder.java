package io.github.keepalive.autoconfigure;

import java.util.Collection;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Builds request factories of a tuned builder with the repeat rule round them. The rule
 * sits here rather than in an interceptor, which would make RestClient hold every request
 * body in memory.
 *
 * @param <T> the type of factory inside
 */
final class GovernedRequestFactoryBuilder<T extends ClientHttpRequestFactory>
		implements ClientHttpRequestFactoryBuilder<ClientHttpRequestFactory> {

	private final ClientHttpRequestFactoryBuilder<T> tuned;

	private final RepeatWrapping wrapping;

	GovernedRequestFactoryBuilder(ClientHttpRequestFactoryBuilder<T> tuned, RepeatWrapping wrapping) {
		this.tuned = tuned;
		this.wrapping = wrapping;
	}

	@Override
	public ClientHttpRequestFactory build(@Nullable HttpClientSettings settings) {
		return this.wrapping.wrap(this.tuned.build(settings), settings);
	}

	@Override
	@SuppressWarnings({ "unchecked", "rawtypes" })
	public ClientHttpRequestFactoryBuilder<ClientHttpRequestFactory> withCustomizers(
			Collection<Consumer<ClientHttpRequestFactory>> customizers) {
		// Customizers are written for the factory of the library, so they go inside.
		return new GovernedRequestFactoryBuilder<>(this.tuned.withCustomizers((Collection) customizers), this.wrapping);
	}

}
