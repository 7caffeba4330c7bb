package io.github.keepalive.client.apache;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import io.github.keepalive.connection.CloseManner;
import io.github.keepalive.connection.CloseReason;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.io.ConnectionEndpoint;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.io.LeaseRequest;
import org.apache.hc.core5.http.HttpConnection;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.ConnPoolControl;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the connection manager of a classic client: whatever is leased has been
 * looked at, whatever is released is kept for as long as the plan allows. Endpoints pass
 * through untouched, the manager insists on its own. Thread-safe.
 */
final class KeepAliveConnectionManager extends GovernedPool implements HttpClientConnectionManager {

	// The stale check blocks for up to 1 ms: not on a busy connection.
	private static final Duration QUIET = Duration.ofMillis(100);

	private static final Timeout SHORTEST_READ = Timeout.ofMilliseconds(1);

	private final HttpClientConnectionManager delegate;

	private final IdleLooks idleLooks;

	KeepAliveConnectionManager(HttpClientConnectionManager delegate, ConnPoolControl<HttpRoute> pool,
			ConnectionTracker tracker, RouteLimits limits, String client) {
		super(pool, tracker, limits, client);
		this.delegate = delegate;
		this.idleLooks = new IdleLooks(tracker);
	}

	@Override
	void maintain() {
		super.maintain();
		this.idleLooks.run();
	}

	@Override
	public LeaseRequest lease(String id, HttpRoute route, Timeout requestTimeout, Object state) {
		leasing(route);
		LeaseRequest request = this.delegate.lease(id, route, requestTimeout, state);
		Exchange exchange = Exchange.current();
		return new LeaseRequest() {

			@Override
			public ConnectionEndpoint get(Timeout timeout)
					throws InterruptedException, ExecutionException, TimeoutException {
				ConnectionEndpoint endpoint = request.get(timeout);
				admit(endpoint, exchange);
				return endpoint;
			}

			@Override
			public boolean cancel() {
				return request.cancel();
			}

		};
	}

	private void admit(ConnectionEndpoint endpoint, @Nullable Exchange exchange) {
		HttpConnection connection = connectionOf(endpoint);
		TrackedConnection pooled = tracker().find(connection);
		if (connection == null || (pooled == null && !connection.isOpen() && !ended(connection))) {
			// A new one, to be opened; or none of ours.
			return;
		}
		CloseReason refusal = (pooled != null) ? refusal(connection, pooled, exchange) : CloseReason.EXCHANGE;
		if (pooled != null && refusal == null) {
			tracker().leased(pooled, true, exchange);
			return;
		}
		// A client that notices an empty endpoint opens a new connection for it. Without
		// an abortive close: the peer may still be reading.
		if (pooled != null && refusal == CloseReason.PEER) {
			tracker().foundClosed(pooled, manner(connection));
		}
		tracker().closed(connection, (refusal != null) ? refusal : CloseReason.EXCHANGE);
		endpoint.close(CloseMode.GRACEFUL);
	}

	private static boolean ended(HttpConnection connection) {
		return connection instanceof GuardedConnection guarded && guarded.ended();
	}

	private static CloseManner manner(HttpConnection connection) {
		return (connection instanceof GuardedConnection guarded) ? guarded.manner() : CloseManner.UNKNOWN;
	}

	private @Nullable CloseReason refusal(HttpConnection connection, TrackedConnection pooled,
			@Nullable Exchange exchange) {
		CloseReason reason = tracker().refusal(pooled, (exchange != null) ? exchange.attempt() : null);
		if (reason != null) {
			return reason;
		}
		try {
			return look(connection, tracker().idle(pooled).compareTo(QUIET) >= 0);
		}
		catch (IOException ex) {
			return CloseReason.PEER;
		}
	}

	private static @Nullable CloseReason look(HttpConnection connection, boolean quiet) throws IOException {
		if (connection instanceof GuardedConnection guarded) {
			return guarded.look(quiet);
		}
		// A connection of the user's own factory: its buffer shows itself to a read only.
		if (quiet && connection instanceof HttpClientConnection foreign) {
			if (foreign.isStale()) {
				return CloseReason.PEER;
			}
			return foreign.isDataAvailable(SHORTEST_READ) ? CloseReason.UNSOLICITED : null;
		}
		return connection.isOpen() ? null : CloseReason.PEER;
	}

	@Override
	public void connect(ConnectionEndpoint endpoint, TimeValue connectTimeout, HttpContext context) throws IOException {
		this.delegate.connect(endpoint, connectTimeout, context);
		HttpConnection connection = connectionOf(endpoint);
		Exchange exchange = Exchange.of(context);
		if (connection != null && exchange != null && tracker().find(connection) == null) {
			tracker().opened(connection, exchange);
		}
	}

	@Override
	public void upgrade(ConnectionEndpoint endpoint, HttpContext context) throws IOException {
		this.delegate.upgrade(endpoint, context);
	}

	@Override
	public void release(ConnectionEndpoint endpoint, Object newState, TimeValue validDuration) {
		HttpConnection connection = connectionOf(endpoint);
		TimeValue kept = (connection != null) ? tracker().released(connection, validDuration) : validDuration;
		// Without a time the manager closes the connection, gracefully.
		this.delegate.release(endpoint, newState, kept);
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
