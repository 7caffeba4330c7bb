package io.github.keepalive.server.jetty;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections that stay idle between requests for longer than wanted, where that
 * is less than the connector's own timeout. Thread-safe.
 */
final class IdleConnections extends Handler.Wrapper {

	private static final String KEPT = KeptConnection.class.getName();

	private final Map<Connector, Duration> limits = new ConcurrentHashMap<>();

	void limit(Connector connector, Duration idle) {
		this.limits.put(connector, idle);
	}

	boolean isEmpty() {
		return this.limits.isEmpty();
	}

	/**
	 * Returns the limit in force.
	 * @param connector the connector
	 * @return the limit, or {@code null} if there is none or this handler does not run
	 */
	@Nullable Duration limit(Connector connector) {
		return isRunning() ? this.limits.get(connector) : null;
	}

	@Override
	public boolean handle(Request request, Response response, Callback callback) throws Exception {
		ConnectionMetaData connection = request.getConnectionMetaData();
		Duration idle = this.limits.get(connection.getConnector());
		if (idle != null) {
			KeptConnection kept = kept(connection, idle);
			kept.busy();
			Request.addCompletionListener(request, (failure) -> kept.idle());
		}
		return super.handle(request, response, callback);
	}

	private static KeptConnection kept(ConnectionMetaData connection, Duration idle) {
		// Streams of an HTTP/2 connection start in parallel.
		synchronized (connection) {
			if (connection.getAttribute(KEPT) instanceof KeptConnection kept) {
				return kept;
			}
			KeptConnection kept = new KeptConnection(connection.getConnection(),
					connection.getHttpVersion().getVersion() >= 20, connection.getConnector().getScheduler(), idle);
			connection.setAttribute(KEPT, kept);
			return kept;
		}
	}

}
