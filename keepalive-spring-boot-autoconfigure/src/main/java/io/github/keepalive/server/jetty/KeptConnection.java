package io.github.keepalive.server.jetty;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.keepalive.connection.IdleCloses;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * One connection between its requests: told of the end of each, it closes the connection
 * where Jetty would not yet, and notices who closed it. Guarded by its monitor; at most
 * one timer is pending, however many requests there are.
 */
final class KeptConnection implements Consumer<Throwable>, Connection.Listener {

	/**
	 * What Jetty's timer and ours, which start within the same few instructions, may
	 * differ on a busy machine.
	 */
	private static final long TIMERS_DIFFER_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	private final ConnectionMetaData metaData;

	private final Connection connection;

	private final boolean multiplexed;

	private final Scheduler scheduler;

	private final long limitNanos;

	private final IdleCloses idleCloses;

	private final boolean forwarded;

	private int requests;

	private boolean ending;

	private long idleSinceNanos;

	private long bytesWhenIdle;

	private boolean timerPending;

	/**
	 * Creates the state of a connection with its first request.
	 * @param metaData the connection
	 * @param limit idle time after which it is closed, or {@code null} to leave that to
	 * Jetty
	 * @param idleCloses where its close is counted
	 * @param firstRequest the headers of the first request
	 */
	KeptConnection(ConnectionMetaData metaData, @Nullable Duration limit, IdleCloses idleCloses,
			HttpFields firstRequest) {
		this.metaData = metaData;
		this.connection = metaData.getConnection();
		this.multiplexed = IdleConnections.multiplexed(metaData);
		this.scheduler = metaData.getConnector().getScheduler();
		this.limitNanos = (limit != null) ? limit.toNanos() : 0;
		this.idleCloses = idleCloses;
		this.forwarded = IdleCloses.PROXY_HEADERS.stream().anyMatch(firstRequest::contains);
	}

	synchronized void busy() {
		this.requests++;
	}

	/**
	 * Called when the exchange is complete, before the connection turns to the next one.
	 */
	@Override
	public synchronized void accept(@Nullable Throwable failure) {
		this.requests--;
		this.ending = !this.multiplexed && (failure != null || !this.metaData.isPersistent());
		if (this.requests == 0) {
			startOver();
			schedule(this.limitNanos);
		}
	}

	private void startOver() {
		this.idleSinceNanos = System.nanoTime();
		this.bytesWhenIdle = this.connection.getBytesIn();
	}

	private void schedule(long nanos) {
		if (this.limitNanos > 0 && !this.timerPending) {
			this.timerPending = true;
			// Rounded up: never before the time is over.
			this.scheduler.schedule(this::check, TimeUnit.NANOSECONDS.toMillis(nanos) + 1, TimeUnit.MILLISECONDS);
		}
	}

	private void check() {
		if (expired()) {
			this.connection.close();
		}
	}

	private synchronized boolean expired() {
		this.timerPending = false;
		if (this.requests > 0 || !this.connection.getEndPoint().isOpen() || upgraded()) {
			return false;
		}
		if (this.connection.getBytesIn() != this.bytesWhenIdle) {
			return beginsAnother();
		}
		long left = this.limitNanos - (System.nanoTime() - this.idleSinceNanos);
		if (left > 0) {
			schedule(left);
		}
		return left <= 0;
	}

	private boolean upgraded() {
		// After a WebSocket handshake or an upgrade to HTTP/2 it is somebody else's.
		return this.connection.getEndPoint().getConnection() != this.connection;
	}

	private boolean beginsAnother() {
		if (this.multiplexed) {
			// A PING or a WINDOW_UPDATE: activity, as for Jetty's own timeout.
			startOver();
			schedule(this.limitNanos);
		}
		// HTTP/1.1: part of a request head, which has the connector's patience.
		return false;
	}

	@Override
	public synchronized void onClosed(Connection closed) {
		if (!wasWaiting()) {
			return;
		}
		long idle = System.nanoTime() - this.idleSinceNanos;
		long timeout = timeoutNanos();
		// When its timer fires Jetty (12.1) ends its own direction only and reports the
		// close once the peer has followed. So who was first shows in the time: an older
		// connection can only have been met by the timer, a younger one not yet.
		if (idle + TIMERS_DIFFER_NANOS >= timeout) {
			this.idleCloses.closed(IdleCloses.Side.SERVER, Math.min(idle, timeout), this.forwarded);
		}
		else {
			this.idleCloses.closed(IdleCloses.Side.PEER, idle, this.forwarded);
		}
	}

	private boolean wasWaiting() {
		return !this.multiplexed && !this.ending && this.requests == 0
				&& this.connection.getBytesIn() == this.bytesWhenIdle && this.metaData.getConnector().isRunning()
				&& !this.metaData.getConnector().isShutdown();
	}

	private long timeoutNanos() {
		long connector = this.connection.getEndPoint().getIdleTimeout();
		long nanos = (connector > 0) ? TimeUnit.MILLISECONDS.toNanos(connector) : Long.MAX_VALUE;
		return (this.limitNanos > 0) ? Math.min(nanos, this.limitNanos) : nanos;
	}

}
