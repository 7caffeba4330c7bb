package io.github.keepalive.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * Puts the repeat rule round what carries the requests. Present only together with
 * Resilience4j.
 */
interface RepeatWrapping {

	ClientHttpRequestFactory wrap(ClientHttpRequestFactory factory, @Nullable HttpClientSettings settings);

	ClientHttpConnector wrap(ClientHttpConnector connector, @Nullable HttpClientSettings settings);

}
