package io.github.keepalive.server.tomcat;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

import org.apache.tomcat.util.net.Acceptor.AcceptorState;
import org.apache.tomcat.util.net.NioEndpoint;

/**
 * Tomcat's endpoint that tells which connections it has, and that can stop to listen
 * without losing one. Its own way (11.0.22) destroys what is accepted between the order
 * to stop and the closing of the listening socket, which under load is several.
 * Thread-safe.
 */
final class DrainableNioEndpoint extends NioEndpoint {

	private volatile boolean accepted;

	private volatile boolean refusing;

	boolean accepted() {
		return this.accepted;
	}

	List<TomcatOpenConnection> open() {
		return this.connections.values()
			.stream()
			.filter(NioSocketWrapper.class::isInstance)
			.map((wrapper) -> new TomcatOpenConnection((NioSocketWrapper) wrapper))
			.toList();
	}

	/**
	 * Has the acceptor take what is waiting, and close the listening socket in the same
	 * breath.
	 */
	void refuse() {
		// The file of a Unix domain socket would be deleted twice.
		if (getUnixDomainSocketPath() != null || !isRunning()) {
			return;
		}
		this.refusing = true;
		// Connects, for the acceptor to wake up, and waits until it has ended.
		unlockAccept();
		if (this.acceptor.getState() != AcceptorState.ENDED) {
			closeListener();
		}
	}

	@Override
	protected SocketChannel serverSocketAccept() throws Exception {
		SocketChannel next = super.serverSocketAccept();
		this.accepted = true;
		return this.refusing ? acceptTheRest(next) : next;
	}

	// Called by the acceptor, which destroys what it gets from here.
	private SocketChannel acceptTheRest(SocketChannel first) throws IOException, InterruptedException {
		List<SocketChannel> rest = new ArrayList<>(List.of(first));
		if (getServerSocket() instanceof ServerSocketChannel listener) {
			listener.configureBlocking(false);
			for (SocketChannel next = listener.accept(); next != null; next = listener.accept()) {
				rest.add(next);
			}
		}
		closeListener();
		for (SocketChannel channel : rest) {
			countUpOrAwaitConnection();
			if (!setSocketOptions(channel)) {
				destroySocket(channel);
			}
		}
		return SocketChannel.open();
	}

	private void closeListener() {
		this.acceptor.stopMillis(-1);
		try {
			doCloseServerSocket();
		}
		catch (IOException ex) {
			getLog().debug("Closing the listening socket failed", ex);
		}
	}

}
