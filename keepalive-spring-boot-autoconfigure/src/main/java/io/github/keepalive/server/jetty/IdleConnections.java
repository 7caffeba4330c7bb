package io.github.keepalive.server.jetty;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.keepalive.connection.IdleCloses;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Follows connections between their requests: counts how they end, and closes those that
 * stay idle for longer than wanted, where that is less than the connector's own timeout.
 * Thread-safe.
 */
final class IdleConnections extends Handler.Wrapper {

	private static final String KEPT = KeptConnection.class.getName();

	private final Map<Connector, Duration> limits = new ConcurrentHashMap<>();

	private final Map<Connector, IdleCloses> idleCloses = new ConcurrentHashMap<>();

	void limit(Connector connector, Duration idle) {
		this.limits.put(connector, idle);
	}

	/**
	 * Begins to follow the connections of a connector.
	 * @param connector the connector
	 * @return how they end
	 */
	IdleCloses follow(Connector connector) {
		return this.idleCloses.computeIfAbsent(connector, (key) -> new IdleCloses());
	}

	boolean isEmpty() {
		return this.idleCloses.isEmpty();
	}

	/**
	 * Returns the limit in force.
	 * @param connector the connector
	 * @return the limit, or {@code null} if there is none or this handler does not run
	 */
	@Nullable Duration limit(Connector connector) {
		return isRunning() ? this.limits.get(connector) : null;
	}

	/**
	 * Returns how idle connections ended.
	 * @param connector the connector
	 * @return the closes, or {@code null} if this handler does not run
	 */
	@Nullable IdleCloses idleCloses(Connector connector) {
		return isRunning() ? this.idleCloses.get(connector) : null;
	}

	@Override
	public boolean handle(Request request, Response response, Callback callback) throws Exception {
		ConnectionMetaData connection = request.getConnectionMetaData();
		IdleCloses closes = this.idleCloses.get(connection.getConnector());
		if (closes != null && (!multiplexed(connection) || this.limits.containsKey(connection.getConnector()))) {
			KeptConnection kept = kept(request, closes);
			kept.busy();
			Request.addCompletionListener(request, kept);
		}
		return super.handle(request, response, callback);
	}

	static boolean multiplexed(ConnectionMetaData connection) {
		return connection.getHttpVersion().getVersion() >= 20;
	}

	private KeptConnection kept(Request request, IdleCloses closes) {
		ConnectionMetaData connection = request.getConnectionMetaData();
		// Streams of an HTTP/2 connection start in parallel.
		synchronized (connection) {
			if (connection.getAttribute(KEPT) instanceof KeptConnection kept) {
				return kept;
			}
			KeptConnection kept = new KeptConnection(connection, this.limits.get(connection.getConnector()), closes,
					request.getHeaders());
			connection.setAttribute(KEPT, kept);
			connection.getConnection().addEventListener(kept);
			return kept;
		}
	}

}
