package io.github.keepalive.client.jetty;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.github.keepalive.connection.Attempt;
import io.github.keepalive.connection.CloseReason;
import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.MultiplexConnectionPool;
import org.eclipse.jetty.client.transport.HttpDestination;
import org.eclipse.jetty.client.transport.HttpExchange;
import org.eclipse.jetty.client.transport.IConnection;
import org.eclipse.jetty.util.IO;
import org.jspecify.annotations.Nullable;

/**
 * Pool of one destination that asks the policy before it hands out a connection and
 * before it takes one back. Jetty's strategy is kept: the first free connection in order
 * of opening, so that the same few stay warm and the others become idle. Connections that
 * multiplex (HTTP/2 after negotiation) pass through as they are. Thread-safe.
 */
final class KeepAliveConnectionPool extends MultiplexConnectionPool {

	private final JettyPoolSource source;

	private final HttpDestination destination;

	private final ConcurrentMap<Connection, GovernedConnection> governed = new ConcurrentHashMap<>();

	KeepAliveConnectionPool(Destination destination, int maxConnections, JettyPoolSource source) {
		super(destination, maxConnections, 1);
		this.source = source;
		this.destination = (HttpDestination) destination;
	}

	@Override
	protected void onCreated(Connection connection) {
		super.onCreated(connection);
		// Only HTTP/1.1 connections are both: one exchange at a time on one socket.
		if (connection instanceof IConnection sender
				&& connection instanceof org.eclipse.jetty.io.Connection transport) {
			this.governed.put(connection, new GovernedConnection(sender, transport, this.destination, this.source));
			// Closed before it was created, as far as the pool is concerned: Jetty has
			// removed it already and will not say so again.
			if (connection.isClosed()) {
				settle(connection);
			}
		}
	}

	@Override
	protected @Nullable Connection activate() {
		while (true) {
			Connection connection = super.activate();
			GovernedConnection leased = (connection != null) ? this.governed.get(connection) : null;
			if (leased == null) {
				return connection;
			}
			CloseReason objection = leased.mayLease(nextAttempt());
			if (objection == null) {
				return leased;
			}
			leased.closing(objection);
			// Out of the pool first, so that closing does not enter this method again.
			if (remove(connection)) {
				IO.close(connection);
			}
		}
	}

	Collection<GovernedConnection> governed() {
		return this.governed.values();
	}

	private @Nullable Attempt nextAttempt() {
		HttpExchange next = this.destination.getHttpExchanges().peek();
		return (next != null) ? AttemptCarrier.attempt(next) : null;
	}

	@Override
	public boolean isActive(Connection connection) {
		return super.isActive(unwrap(connection));
	}

	@Override
	protected boolean deactivate(Connection connection) {
		Connection plain = unwrap(connection);
		GovernedConnection leased = this.governed.get(plain);
		if (leased == null) {
			return super.deactivate(plain);
		}
		CloseReason objection = leased.released();
		if (objection == null) {
			return super.deactivate(plain);
		}
		leased.closing(objection);
		return !remove(plain);
	}

	@Override
	public boolean remove(Connection connection) {
		return super.remove(unwrap(connection));
	}

	@Override
	protected void onRemoved(@Nullable Connection connection) {
		super.onRemoved(connection);
		// A pool that is closed while a connection is being opened removes an entry that
		// has none yet (Jetty 12.1.10).
		if (connection != null) {
			settle(connection);
		}
	}

	private void settle(Connection connection) {
		GovernedConnection gone = this.governed.remove(connection);
		if (gone != null) {
			gone.closed();
		}
	}

	private static Connection unwrap(Connection connection) {
		return (connection instanceof GovernedConnection leased) ? leased.plain() : connection;
	}

}
