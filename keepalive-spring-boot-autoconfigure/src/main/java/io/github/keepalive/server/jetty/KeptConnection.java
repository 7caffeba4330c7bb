package io.github.keepalive.server.jetty;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * One connection between its requests. Guarded by its monitor; at most one timer is
 * pending, however many requests there are.
 */
final class KeptConnection {

	private final Connection connection;

	private final boolean multiplexed;

	private final Scheduler scheduler;

	private final long idleNanos;

	private int requests;

	private long idleSinceNanos;

	private long bytesWhenIdle;

	private boolean timerPending;

	KeptConnection(Connection connection, boolean multiplexed, Scheduler scheduler, Duration idle) {
		this.connection = connection;
		this.multiplexed = multiplexed;
		this.scheduler = scheduler;
		this.idleNanos = idle.toNanos();
	}

	synchronized void busy() {
		this.requests++;
	}

	synchronized void idle() {
		this.requests--;
		if (this.requests == 0) {
			startOver();
			schedule(this.idleNanos);
		}
	}

	private void startOver() {
		this.idleSinceNanos = System.nanoTime();
		this.bytesWhenIdle = this.connection.getBytesIn();
	}

	private void schedule(long nanos) {
		if (!this.timerPending) {
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
		long left = this.idleNanos - (System.nanoTime() - this.idleSinceNanos);
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
			schedule(this.idleNanos);
		}
		// HTTP/1.1: part of a request head, which has the connector's patience.
		return false;
	}

}
