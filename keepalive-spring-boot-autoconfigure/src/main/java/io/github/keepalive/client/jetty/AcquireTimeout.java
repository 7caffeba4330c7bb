package io.github.keepalive.client.jetty;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.eclipse.jetty.client.AbstractConnectionPool;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;

/**
 * Limits how long a request waits for a connection from a full pool, which Jetty (12.1)
 * only bounds together with the whole exchange.
 */
final class AcquireTimeout implements Request.QueuedListener {

	private final HttpClient httpClient;

	private final Duration limit;

	AcquireTimeout(HttpClient httpClient, Duration limit) {
		this.httpClient = httpClient;
		this.limit = limit;
	}

	@Override
	public void onQueued(Request request) {
		this.httpClient.getScheduler().schedule(() -> expired(request), this.limit.toMillis(), TimeUnit.MILLISECONDS);
	}

	private void expired(Request request) {
		if (request.getConnection() != null || request.getAbortCause() != null) {
			return;
		}
		// A connection that is still being opened is the business of the connect timeout.
		if (this.httpClient.resolveDestination(request).getConnectionPool() instanceof AbstractConnectionPool pool
				&& pool.getPendingConnectionCount() == 0) {
			// The caller learns of it through the exchange.
			CompletableFuture<Boolean> unused = request.abort(new AcquireTimeoutException(this.limit));
		}
	}

}
