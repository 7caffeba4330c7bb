package io.github.keepalive.sample;

import java.time.Duration;

import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

import org.springframework.http.client.ReactorClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/**
 * Reactor Netty as the library comes, with a pool of its own that nothing tunes.
 * Thread-safe.
 */
class UntunedTransport implements AutoCloseable {

	private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

	private final ConnectionProvider pool = ConnectionProvider.create("untuned");

	RestClient.Builder builder() {
		ReactorClientHttpRequestFactory factory = new ReactorClientHttpRequestFactory(HttpClient.create(this.pool));
		factory.setReadTimeout(READ_TIMEOUT);
		return RestClient.builder().requestFactory(factory);
	}

	@Override
	public void close() {
		this.pool.dispose();
	}

}
