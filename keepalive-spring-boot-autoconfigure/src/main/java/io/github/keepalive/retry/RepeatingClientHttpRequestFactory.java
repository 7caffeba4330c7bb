package io.github.keepalive.retry;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.http.client.AbstractClientHttpRequestFactoryWrapper;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Request factory whose requests are sent once more where that is safe. Wraps the
 * factory, below interceptors and observations: an interceptor would make every request
 * body be buffered. Thread-safe if the delegate is.
 *
 * @since 0.1.0
 */
public final class RepeatingClientHttpRequestFactory extends AbstractClientHttpRequestFactoryWrapper
		implements ForwardingLifecycle {

	private final Repeater repeater;

	private final @Nullable Duration readTimeout;

	/**
	 * Creates a request factory.
	 * @param delegate the factory that sends
	 * @param repeater the shared part
	 * @param readTimeout the read timeout; no repeat once half of it has been used, or
	 * {@code null} if there is none
	 */
	public RepeatingClientHttpRequestFactory(ClientHttpRequestFactory delegate, Repeater repeater,
			@Nullable Duration readTimeout) {
		super(delegate);
		this.repeater = Objects.requireNonNull(repeater, "'repeater' must not be null");
		this.readTimeout = readTimeout;
	}

	@Override
	protected ClientHttpRequest createRequest(URI uri, HttpMethod httpMethod, ClientHttpRequestFactory requestFactory)
			throws IOException {
		return new RepeatingClientHttpRequest(requestFactory, requestFactory.createRequest(uri, httpMethod),
				this.repeater, this.readTimeout);
	}

}
