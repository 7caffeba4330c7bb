package io.github.keepalive.retry;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;

/**
 * Connector whose requests are sent once more where that is safe: for each subscription
 * by itself, without blocking, in the subscriber's context. Thread-safe if the delegate
 * is.
 *
 * @since 0.1.0
 */
public final class RepeatingClientHttpConnector implements ClientHttpConnector, ForwardingLifecycle {

	private final ClientHttpConnector delegate;

	private final Repeater repeater;

	private final @Nullable Duration readTimeout;

	/**
	 * Creates a connector.
	 * @param delegate the connector that sends
	 * @param repeater the shared part
	 * @param readTimeout the read timeout; no repeat once half of it has been used, or
	 * {@code null} if there is none
	 */
	public RepeatingClientHttpConnector(ClientHttpConnector delegate, Repeater repeater,
			@Nullable Duration readTimeout) {
		this.delegate = Objects.requireNonNull(delegate, "'delegate' must not be null");
		this.repeater = Objects.requireNonNull(repeater, "'repeater' must not be null");
		this.readTimeout = readTimeout;
	}

	/**
	 * Returns the connector that sends.
	 * @return the wrapped connector
	 */
	@Override
	public ClientHttpConnector getDelegate() {
		return this.delegate;
	}

	@Override
	public Mono<ClientHttpResponse> connect(HttpMethod method, URI uri,
			Function<? super ClientHttpRequest, Mono<Void>> requestCallback) {
		// One call for each subscription: an outer retry subscribes again and starts
		// over.
		return Mono
			.defer(() -> new ReactiveCall(this.delegate, this.repeater, this.readTimeout, method, uri, requestCallback)
				.send());
	}

}
