package io.github.keepalive.server.jetty;

import java.util.concurrent.TimeUnit;

import io.github.keepalive.connection.Drainable;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/**
 * An HTTP/1.1 connection of Jetty. Guarded by its monitor.
 */
final class JettyOpenConnection implements Drainable.OpenConnection {

	static final String NAME = JettyOpenConnection.class.getName();

	private final Connection connection;

	private boolean busy;

	private long bytesSeen;

	private long seenNanos = System.nanoTime();

	JettyOpenConnection(Connection connection) {
		this.connection = connection;
	}

	synchronized void busy() {
		this.busy = true;
		see();
	}

	synchronized void idle() {
		this.busy = false;
		see();
	}

	private void see() {
		this.bytesSeen = this.connection.getBytesIn();
		this.seenNanos = System.nanoTime();
	}

	@Override
	public boolean isOpen() {
		return this.connection.getEndPoint().isOpen();
	}

	// Jetty is done with it, and waits for the peer to close as well.
	boolean isEnded() {
		return this.connection.getEndPoint().isOutputShutdown();
	}

	@Override
	public synchronized boolean isIdle() {
		// Other bytes than those of the last request are the beginning of the next.
		return !this.busy && isOpen() && !isEnded() && this.connection.getBytesIn() == this.bytesSeen;
	}

	@Override
	public synchronized long silentMillis() {
		if (this.connection.getBytesIn() != this.bytesSeen) {
			return 0;
		}
		return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - this.seenNanos);
	}

	@Override
	public synchronized boolean end() {
		if (!isIdle()) {
			return false;
		}
		EndPoint endPoint = this.connection.getEndPoint();
		endPoint.shutdownOutput();
		return true;
	}

}
