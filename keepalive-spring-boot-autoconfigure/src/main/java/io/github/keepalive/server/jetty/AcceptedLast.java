package io.github.keepalive.server.jetty;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.eclipse.jetty.server.ServerConnector;

/**
 * Stops a connector from listening without losing a connection: what the kernel has
 * accepted when a listening socket is closed gets a reset, so it is taken over first, and
 * the socket closed in the same breath.
 */
final class AcceptedLast {

	private static final int CONNECT_MILLIS = 250;

	private static final long SETTLE_MILLIS = 5;

	private AcceptedLast() {
	}

	static void takeAndClose(ServerConnector connector) throws IOException, InterruptedException {
		connector.setAccepting(false);
		if (!(connector.getTransport() instanceof ServerSocketChannel listener) || !listener.isOpen()) {
			return;
		}
		List<SocketChannel> last = new ArrayList<>();
		try {
			if (awake(connector, listener)) {
				listener.configureBlocking(false);
				for (SocketChannel next = listener.accept(); next != null; next = listener.accept()) {
					last.add(next);
				}
			}
		}
		finally {
			listener.close();
			connector.close();
		}
		for (SocketChannel channel : last) {
			channel.configureBlocking(false);
			channel.socket().setTcpNoDelay(connector.getAcceptedTcpNoDelay());
			connector.getSelectorManager().accept(channel);
		}
	}

	// Gets the acceptors out of their waiting for a connection, by connecting.
	private static boolean awake(ServerConnector connector, ServerSocketChannel listener) throws InterruptedException {
		try {
			for (int i = 0; i < connector.getAcceptors(); i++) {
				try (Socket socket = new Socket()) {
					socket.connect(reachable(listener), CONNECT_MILLIS);
				}
			}
		}
		catch (IOException ex) {
			return false;
		}
		TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
		return true;
	}

	private static InetSocketAddress reachable(ServerSocketChannel listener) throws IOException {
		if (!(listener.getLocalAddress() instanceof InetSocketAddress address)) {
			throw new IOException("Not a TCP socket");
		}
		return address.getAddress().isAnyLocalAddress()
				? new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()) : address;
	}

}
