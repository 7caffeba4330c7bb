package io.github.keepalive.autoconfigure;

import java.time.Duration;

import io.github.keepalive.client.inventory.ClientInventory;
import io.github.keepalive.connection.EndlessWaits;
import io.github.keepalive.retry.Repeater;
import io.github.keepalive.retry.RepeatingClientHttpConnector;
import io.github.keepalive.retry.RepeatingClientHttpRequestFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.JdkClientHttpConnector;

/**
 * {@link RepeatWrapping} with a {@link Repeater}.
 */
final class RepeaterWrapping implements RepeatWrapping {

	private final Repeater repeater;

	private final EndlessWaits endlessWaits;

	RepeaterWrapping(Repeater repeater, EndlessWaits endlessWaits) {
		this.repeater = repeater;
		this.endlessWaits = endlessWaits;
	}

	@Override
	public ClientHttpRequestFactory wrap(ClientHttpRequestFactory factory, @Nullable HttpClientSettings settings) {
		// The others tell when they send; these two cannot be asked and have no limit of
		// their own.
		waits(factory instanceof JdkClientHttpRequestFactory, ClientInventory.JDK, settings);
		waits(factory instanceof SimpleClientHttpRequestFactory, ClientInventory.SIMPLE, settings);
		return new RepeatingClientHttpRequestFactory(factory, this.repeater, readTimeout(settings));
	}

	@Override
	public ClientHttpConnector wrap(ClientHttpConnector connector, @Nullable HttpClientSettings settings) {
		waits(connector instanceof JdkClientHttpConnector, ClientInventory.JDK, settings);
		return new RepeatingClientHttpConnector(connector, this.repeater, readTimeout(settings));
	}

	private void waits(boolean used, String transport, @Nullable HttpClientSettings settings) {
		if (used && readTimeout(settings) == null) {
			this.endlessWaits.report(transport);
		}
	}

	private static @Nullable Duration readTimeout(@Nullable HttpClientSettings settings) {
		return (settings != null) ? settings.readTimeout() : null;
	}

}
