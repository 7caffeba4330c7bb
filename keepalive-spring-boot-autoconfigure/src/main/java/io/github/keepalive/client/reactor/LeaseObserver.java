package io.github.keepalive.client.reactor;

import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.http.client.HttpClientState;
import reactor.util.context.Context;

/**
 * Tells the lease which connection was granted, before anything can be written to it, and
 * passes everything on.
 */
final class LeaseObserver implements ConnectionObserver {

	private final ConnectionObserver delegate;

	private final Lease lease;

	LeaseObserver(ConnectionObserver delegate, Lease lease) {
		this.delegate = delegate;
		this.lease = lease;
	}

	@Override
	public Context currentContext() {
		return this.delegate.currentContext();
	}

	@Override
	public void onUncaughtException(Connection connection, Throwable error) {
		this.delegate.onUncaughtException(connection, error);
	}

	@Override
	public void onStateChange(Connection connection, State newState) {
		if (newState == State.CONNECTED || newState == State.ACQUIRED) {
			this.lease.granted(connection.channel());
		}
		else if (newState == HttpClientState.REQUEST_PREPARED) {
			this.lease.prepared(connection.channel());
		}
		this.delegate.onStateChange(connection, newState);
	}

}
