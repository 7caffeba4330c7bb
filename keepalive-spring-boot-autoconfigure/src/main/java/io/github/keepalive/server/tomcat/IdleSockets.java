package io.github.keepalive.server.tomcat;

import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.keepalive.connection.IdleCloses;
import org.apache.tomcat.util.net.AbstractEndpoint;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * The connections that wait for their next request, and how they end. Stands before
 * Tomcat's own handler, which sees the idle timeout of a connection, while the end of
 * stream from the peer is seen by {@link WatchedProcessor}. Thread-safe; holds as many
 * entries as there are open connections.
 */
final class IdleSockets implements AbstractEndpoint.Handler<NioChannel> {

	private final AbstractEndpoint.Handler<NioChannel> tomcat;

	private final Map<SocketWrapperBase<?>, Waiting> sockets = new ConcurrentHashMap<>();

	private final IdleCloses idleCloses = new IdleCloses();

	IdleSockets(AbstractEndpoint.Handler<NioChannel> tomcat) {
		this.tomcat = tomcat;
	}

	IdleCloses idleCloses() {
		return this.idleCloses;
	}

	/**
	 * Notes that a request was answered and none is running any more.
	 * @param socket the connection
	 * @param forwarded whether a proxy sent the request
	 */
	void answered(SocketWrapperBase<?> socket, boolean forwarded) {
		Waiting waiting = this.sockets.get(socket);
		if (waiting == null) {
			waiting = new Waiting(forwarded);
			this.sockets.put(socket, waiting);
		}
		waiting.sinceNanos = System.nanoTime();
		waiting.idle = true;
	}

	/**
	 * Notes that something happens on a connection.
	 * @param socket the connection
	 * @return how it had waited until now, or {@code null} if it had not
	 */
	@Nullable Waiting wake(SocketWrapperBase<?> socket) {
		Waiting waiting = this.sockets.get(socket);
		if (waiting == null || !waiting.idle) {
			return null;
		}
		waiting.idle = false;
		return waiting;
	}

	/**
	 * Notes that nothing happened after all.
	 * @param waiting the connection
	 */
	void again(Waiting waiting) {
		waiting.idle = true;
	}

	void closed(Waiting waiting, IdleCloses.Side by, long idleNanos) {
		this.idleCloses.closed(by, idleNanos, waiting.forwarded);
	}

	@Override
	public SocketState process(SocketWrapperBase<NioChannel> socket, SocketEvent status) {
		// The poller says so for a connection that was silent for its read timeout.
		if (status == SocketEvent.ERROR && socket.getError() instanceof SocketTimeoutException) {
			Waiting waiting = wake(socket);
			if (waiting != null) {
				closed(waiting, IdleCloses.Side.SERVER, waiting.nanos());
			}
		}
		return this.tomcat.process(socket, status);
	}

	@Override
	public Object getGlobal() {
		return this.tomcat.getGlobal();
	}

	@Override
	public void release(SocketWrapperBase<NioChannel> socket) {
		this.sockets.remove(socket);
		this.tomcat.release(socket);
	}

	@Override
	public void pause() {
		this.tomcat.pause();
	}

	@Override
	public void recycle() {
		this.tomcat.recycle();
	}

	/**
	 * One connection. Tomcat hands a connection from thread to thread, one at a time.
	 */
	static final class Waiting {

		private final boolean forwarded;

		private volatile long sinceNanos;

		private volatile boolean idle;

		private Waiting(boolean forwarded) {
			this.forwarded = forwarded;
		}

		long nanos() {
			return System.nanoTime() - this.sinceNanos;
		}

	}

}
