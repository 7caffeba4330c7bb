package io.github.keepalive.autoconfigure;

import java.time.Duration;

import io.github.keepalive.retry.Repeater;
import io.github.keepalive.retry.RepeatingClientHttpConnector;
import io.github.keepalive.retry.RepeatingClientHttpRequestFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * {@link RepeatWrapping} with a {@link Repeater}.
 */
final class RepeaterWrapping implements RepeatWrapping {

	private final Repeater repeater;

	RepeaterWrapping(Repeater repeater) {
		this.repeater = repeater;
	}

	@Override
	public ClientHttpRequestFactory wrap(ClientHttpRequestFactory factory, @Nullable HttpClientSettings settings) {
		return new RepeatingClientHttpRequestFactory(factory, this.repeater, readTimeout(settings));
	}

	@Override
	public ClientHttpConnector wrap(ClientHttpConnector connector, @Nullable HttpClientSettings settings) {
		return new RepeatingClientHttpConnector(connector, this.repeater, readTimeout(settings));
	}

	private static @Nullable Duration readTimeout(@Nullable HttpClientSettings settings) {
		return (settings != null) ? settings.readTimeout() : null;
	}

}
