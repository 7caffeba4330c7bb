package io.github.keepalive.client.apache;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

import io.github.keepalive.connection.CloseManner;
import io.github.keepalive.connection.CloseReason;
import io.github.keepalive.connection.ConnectionLife;
import org.apache.hc.client5.http.impl.io.DefaultManagedHttpClientConnection;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * A classic connection that can be looked at without blocking before it is used again.
 * HttpClient 5.6 hands bytes that arrived while a connection was idle, or right behind
 * the last response, to the next caller as its response. To be used by the holder of the
 * lease, but for {@link #lookWhileIdle()}.
 */
final class GuardedConnection extends DefaultManagedHttpClientConnection {

	private static final AtomicLong COUNTER = new AtomicLong();

	private static final Timeout SHORTEST_READ = Timeout.ofMilliseconds(1);

	private final SeenInput input;

	// Held for the 1 ms of a look at most; a lease of this connection waits for it.
	private final ReentrantLock lookLock = new ReentrantLock();

	private boolean idle;

	private volatile boolean ended;

	private volatile CloseManner manner = CloseManner.UNKNOWN;

	private GuardedConnection(String id, SeenInput input) {
		super(id, null, null, null, null, null, null, input);
		this.input = input;
	}

	static GuardedConnection create() {
		return new GuardedConnection("http-keepalive-" + COUNTER.getAndIncrement(), new SeenInput());
	}

	/**
	 * Looks for bytes that nobody asked for and, on request, for a close by the peer.
	 * @param readSocket whether to read from the socket, which blocks for up to 1 ms
	 * @return {@code null} if the connection can be used, else why it is to be closed
	 * @throws IOException if the socket cannot be asked
	 */
	@Nullable CloseReason look(boolean readSocket) throws IOException {
		SocketHolder holder = getSocketHolder();
		if (holder == null) {
			return CloseReason.PEER;
		}
		if (this.input.length() > 0 || available(holder.getInputStream())) {
			return CloseReason.UNSOLICITED;
		}
		// Over TLS what waits may be a session ticket or a close_notify, which is not
		// data: only reading it tells.
		boolean records = holder.getSSLSocket() != null && available(holder.getBaseSocket().getInputStream());
		if (!readSocket && !records) {
			return null;
		}
		return read(records);
	}

	private @Nullable CloseReason read(boolean records) {
		try {
			if (awaitInput(SHORTEST_READ)) {
				return CloseReason.UNSOLICITED;
			}
			// Java gives the same end of input for the alert and for a stream without it.
			this.manner = records ? CloseManner.CLOSE_NOTIFY : CloseManner.FIN;
		}
		catch (SocketTimeoutException ex) {
			return null;
		}
		catch (IOException ex) {
			// A socket of Java (17) has one type for a reset and for a peer that no
			// longer
			// answers TCP probes.
			this.manner = (ex instanceof SocketException) ? CloseManner.RESET : CloseManner.UNKNOWN;
		}
		return CloseReason.PEER;
	}

	/**
	 * Looks at the connection if nobody has leased it, and closes it if it cannot be used
	 * any more. For the background; a lease that comes meanwhile waits for the 1 ms that
	 * a look takes at most.
	 * @param life where to note why it is closed
	 * @return whether it was closed
	 */
	boolean lookWhileIdle(ConnectionLife life) {
		if (!this.lookLock.tryLock()) {
			return false;
		}
		try {
			CloseReason reason = (this.idle && isOpen()) ? look(true) : null;
			return closeIdle(reason, life);
		}
		catch (IOException ex) {
			return closeIdle(CloseReason.PEER, life);
		}
		finally {
			this.lookLock.unlock();
		}
	}

	/**
	 * Closes the connection if nobody has leased it. A lease that comes later finds it
	 * closed.
	 * @param reason why it is to be closed, {@code null} if it is not
	 * @param life where to note that
	 * @return whether it was closed
	 */
	boolean closeIdle(@Nullable CloseReason reason, ConnectionLife life) {
		this.lookLock.lock();
		try {
			// The pool may have closed it under the look.
			if (reason == null || !this.idle || !isOpen()) {
				return false;
			}
			if (reason == CloseReason.PEER) {
				life.foundClosed();
				life.endedByPeer(this.manner);
			}
			life.closing(reason);
			close(CloseMode.GRACEFUL);
			return true;
		}
		finally {
			this.lookLock.unlock();
		}
	}

	CloseManner manner() {
		return this.manner;
	}

	/**
	 * Returns whether the connection was closed, unlike one that was never opened.
	 * @return {@code true} if so
	 */
	boolean ended() {
		return this.ended;
	}

	@Override
	public void passivate() {
		this.lookLock.lock();
		try {
			super.passivate();
			this.idle = true;
		}
		finally {
			this.lookLock.unlock();
		}
	}

	// Sets the read timeout, too: a look must be over by then, or it would wait for the
	// response.
	@Override
	public void activate() {
		this.lookLock.lock();
		try {
			this.idle = false;
			super.activate();
		}
		finally {
			this.lookLock.unlock();
		}
	}

	// The library's own check, if somebody has switched it on, comes before the
	// activation.
	@Override
	public boolean isStale() throws IOException {
		this.lookLock.lock();
		try {
			return super.isStale();
		}
		finally {
			this.lookLock.unlock();
		}
	}

	@Override
	public void close() throws IOException {
		this.ended = true;
		super.close();
	}

	@Override
	public void close(CloseMode closeMode) {
		this.ended = true;
		super.close(closeMode);
	}

	private static boolean available(InputStream stream) throws IOException {
		return stream.available() > 0;
	}

}
