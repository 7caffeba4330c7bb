package io.github.keepalive.client.jetty;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * No connection became free in the pool in time.
 */
final class AcquireTimeoutException extends TimeoutException {

	private static final long serialVersionUID = 1L;

	AcquireTimeoutException(Duration limit) {
		super("No connection became free within " + limit.toMillis()
				+ " ms; see 'keepalive.client.acquire-timeout' and 'keepalive.client.max-connections-per-route'");
	}

}
