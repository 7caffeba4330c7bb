package io.github.keepalive.client.apache;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;

import io.github.keepalive.connection.CloseManner;
import org.apache.hc.client5.http.nio.ManagedAsyncClientConnection;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.IOSessionListener;
import org.jspecify.annotations.Nullable;

/**
 * Hears of the end of an async client's connections when it comes, not when somebody
 * looks. HttpCore (5.4) does not show whether a TLS connection ended with an alert: that
 * is {@link CloseManner#UNKNOWN}. Called on the I/O threads; thread-safe.
 */
final class SessionWatch implements IOSessionListener {

	private final ConnectionTracker tracker;

	SessionWatch(ConnectionTracker tracker) {
		this.tracker = tracker;
	}

	@Override
	public void inputReady(IOSession session) {
		TrackedConnection idle = idle(session);
		// After a close of ours it may be the peer's answer to that.
		if (idle != null && idle.connection().isOpen()) {
			idle.inputWhileIdle(session);
		}
	}

	@Override
	public void exception(IOSession session, Exception cause) {
		TrackedConnection idle = idle(session);
		if (idle != null && idle.connection().isOpen() && !idle.receivedAnything()) {
			idle.ended((cause instanceof SocketException) ? CloseManner.RESET : CloseManner.UNKNOWN);
		}
	}

	@Override
	public void disconnected(IOSession session) {
		TrackedConnection idle = idle(session);
		// By our side: whoever does that, the client maybe, says so.
		if (idle != null && idle.end() != null) {
			this.tracker.gone(idle);
		}
	}

	private @Nullable TrackedConnection idle(IOSession session) {
		TrackedConnection known = this.tracker.watched(session.getId());
		return (known != null && !known.inUse()) ? known : null;
	}

	/**
	 * Answers how the peer ended a connection on which something arrived while it was
	 * idle, none of it bytes of the application protocol.
	 * @param connection the connection
	 * @param session its session as it was then
	 * @return how, or {@code null} if it was not the end
	 */
	static @Nullable CloseManner end(Object connection, IOSession session) {
		boolean tls = connection instanceof ManagedAsyncClientConnection managed && managed.getTlsDetails() != null;
		if (!tls) {
			return CloseManner.FIN;
		}
		try {
			// A session ticket does not end the stream.
			return (session.read(ByteBuffer.allocate(0)) < 0) ? CloseManner.UNKNOWN : null;
		}
		catch (IOException ex) {
			return CloseManner.UNKNOWN;
		}
	}

	@Override
	public void connected(IOSession session) {
	}

	@Override
	public void startTls(IOSession session) {
	}

	@Override
	public void outputReady(IOSession session) {
	}

	@Override
	public void timeout(IOSession session) {
	}

}
