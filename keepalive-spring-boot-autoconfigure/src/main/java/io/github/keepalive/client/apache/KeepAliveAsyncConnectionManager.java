package io.github.keepalive.client.apache;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;

import io.github.keepalive.connection.CloseManner;
import io.github.keepalive.connection.CloseReason;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.nio.AsyncClientConnectionManager;
import org.apache.hc.client5.http.nio.AsyncConnectionEndpoint;
import org.apache.hc.client5.http.nio.ManagedAsyncClientConnection;
import org.apache.hc.core5.concurrent.CallbackContribution;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpConnection;
import org.apache.hc.core5.http.nio.command.StaleCheckCommand;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.ConnPoolControl;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.ConnectionInitiator;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the connection manager of an async client, as
 * {@link KeepAliveConnectionManager} does for the classic one. Thread-safe.
 */
final class KeepAliveAsyncConnectionManager extends GovernedPool implements AsyncClientConnectionManager {

	private static final Duration QUIET = Duration.ofMillis(100);

	private final AsyncClientConnectionManager delegate;

	KeepAliveAsyncConnectionManager(AsyncClientConnectionManager delegate, ConnPoolControl<HttpRoute> pool,
			ConnectionTracker tracker, RouteLimits limits, String client) {
		super(pool, tracker, limits, client);
		this.delegate = delegate;
	}

	@Override
	public Future<AsyncConnectionEndpoint> lease(String id, HttpRoute route, Object state, Timeout requestTimeout,
			FutureCallback<AsyncConnectionEndpoint> callback) {
		leasing(route);
		Exchange exchange = Exchange.current();
		return this.delegate.lease(id, route, state, requestTimeout, new CallbackContribution<>(callback) {

			@Override
			public void completed(AsyncConnectionEndpoint endpoint) {
				admit(endpoint, exchange, callback);
			}

		});
	}

	private void admit(AsyncConnectionEndpoint endpoint, @Nullable Exchange exchange,
			FutureCallback<AsyncConnectionEndpoint> callback) {
		HttpConnection connection = connectionOf(endpoint);
		if (connection == null) {
			callback.completed(endpoint);
			return;
		}
		TrackedConnection pooled = tracker().find(connection);
		if (pooled == null) {
			refuse(endpoint, connection, CloseReason.EXCHANGE, callback);
			return;
		}
		CloseReason refusal = refusal(pooled, exchange);
		if (refusal != null) {
			refuse(endpoint, connection, refusal, callback);
		}
		else if (worthALook(connection, pooled)) {
			look((ManagedAsyncClientConnection) connection, pooled, endpoint, exchange, callback);
		}
		else {
			tracker().leased(pooled, true, exchange);
			callback.completed(endpoint);
		}
	}

	private @Nullable CloseReason refusal(TrackedConnection pooled, @Nullable Exchange exchange) {
		CloseReason reason = tracker().refusal(pooled, (exchange != null) ? exchange.attempt() : null);
		if (reason != null || pooled.inUse()) {
			return reason;
		}
		if (!pooled.connection().isOpen()) {
			return CloseReason.PEER;
		}
		// A whole response that nobody asked for ends the connection in HttpClient 5.6;
		// half of one would wait for the next request.
		return pooled.receivedAnything() ? CloseReason.UNSOLICITED : null;
	}

	private void refuse(AsyncConnectionEndpoint endpoint, HttpConnection connection, CloseReason reason,
			FutureCallback<AsyncConnectionEndpoint> callback) {
		TrackedConnection pooled = tracker().find(connection);
		if (pooled != null && reason == CloseReason.PEER) {
			tracker().foundClosed(pooled, CloseManner.UNKNOWN);
		}
		tracker().closed(connection, reason);
		endpoint.close(CloseMode.GRACEFUL);
		callback.completed(endpoint);
	}

	private boolean worthALook(HttpConnection connection, TrackedConnection pooled) {
		return connection instanceof ManagedAsyncClientConnection && !pooled.inUse() && !pooled.http2()
				&& tracker().idle(pooled).compareTo(QUIET) >= 0;
	}

	/**
	 * Lets the I/O thread read what has arrived before the decision. HttpClient's own
	 * validation after inactivity does the same, but would also wait without limit for
	 * the answer to an HTTP/2 PING.
	 * @param connection the connection
	 * @param pooled what is known of it
	 * @param endpoint its endpoint
	 * @param exchange the exchange it is for
	 * @param callback whom to give the endpoint
	 */
	private void look(ManagedAsyncClientConnection connection, TrackedConnection pooled,
			AsyncConnectionEndpoint endpoint, @Nullable Exchange exchange,
			FutureCallback<AsyncConnectionEndpoint> callback) {
		connection.submitCommand(new StaleCheckCommand((alive) -> {
			CloseReason refusal = Boolean.TRUE.equals(alive) ? refusal(pooled, exchange) : CloseReason.PEER;
			if (refusal != null) {
				refuse(endpoint, connection, refusal, callback);
				return;
			}
			tracker().leased(pooled, true, exchange);
			callback.completed(endpoint);
		}), Command.Priority.IMMEDIATE);
	}

	@Override
	public Future<AsyncConnectionEndpoint> connect(AsyncConnectionEndpoint endpoint,
			ConnectionInitiator connectionInitiator, Timeout connectTimeout, Object attachment, HttpContext context,
			FutureCallback<AsyncConnectionEndpoint> callback) {
		return this.delegate.connect(endpoint, connectionInitiator, connectTimeout, attachment, context,
				new CallbackContribution<>(callback) {

					@Override
					public void completed(AsyncConnectionEndpoint connected) {
						opened(connected, context);
						callback.completed(connected);
					}

				});
	}

	private void opened(AsyncConnectionEndpoint endpoint, HttpContext context) {
		HttpConnection connection = connectionOf(endpoint);
		Exchange exchange = Exchange.of(context);
		if (connection != null && exchange != null && tracker().find(connection) == null) {
			tracker().opened(connection, exchange);
		}
	}

	@Override
	public void upgrade(AsyncConnectionEndpoint endpoint, Object attachment, HttpContext context) {
		this.delegate.upgrade(endpoint, attachment, context);
	}

	@Override
	public void upgrade(AsyncConnectionEndpoint endpoint, Object attachment, HttpContext context,
			FutureCallback<AsyncConnectionEndpoint> callback) {
		this.delegate.upgrade(endpoint, attachment, context, callback);
	}

	@Override
	public void release(AsyncConnectionEndpoint endpoint, Object newState, TimeValue validDuration) {
		HttpConnection connection = connectionOf(endpoint);
		TimeValue kept = (connection != null) ? tracker().released(connection, validDuration) : validDuration;
		if (kept == null) {
			endpoint.close(CloseMode.GRACEFUL);
		}
		this.delegate.release(endpoint, newState, (kept != null) ? kept : TimeValue.ZERO_MILLISECONDS);
		if (connection != null && !connection.isOpen()) {
			tracker().closed(connection, CloseReason.EXCHANGE);
		}
	}

	@Override
	public void close(CloseMode closeMode) {
		tracker().shuttingDown();
		this.delegate.close(closeMode);
		tracker().sweep();
	}

	@Override
	public void close() throws IOException {
		tracker().shuttingDown();
		this.delegate.close();
		tracker().sweep();
	}

}
