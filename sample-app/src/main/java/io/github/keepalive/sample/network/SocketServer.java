package io.github.keepalive.sample.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Accepts connections on a loopback port and hands each to a thread of its own.
 * Thread-safe.
 */
final class SocketServer implements AutoCloseable {

	private static final int BACKLOG = 256;

	private final ServerSocket listener;

	private final Set<Socket> open = ConcurrentHashMap.newKeySet();

	private final ExecutorService threads;

	private final Handler handler;

	private SocketServer(ServerSocket listener, String name, Handler handler) {
		this.listener = listener;
		this.handler = handler;
		CustomizableThreadFactory factory = new CustomizableThreadFactory(name + "-");
		factory.setDaemon(true);
		this.threads = Executors.newCachedThreadPool(factory);
	}

	static SocketServer start(ListenAddress address, String name, Handler handler) {
		SocketServer server = new SocketServer(listen(address), name, handler);
		server.threads.execute(server::accept);
		return server;
	}

	private static ServerSocket listen(ListenAddress address) {
		try {
			ServerSocket listener = new ServerSocket();
			address.bind((endpoint) -> listener.bind(endpoint, BACKLOG));
			return listener;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	int port() {
		return this.listener.getLocalPort();
	}

	private void accept() {
		try {
			while (!this.listener.isClosed()) {
				Socket socket = this.listener.accept();
				this.open.add(socket);
				this.threads.execute(() -> serve(socket));
			}
		}
		catch (IOException ex) {
			// The listener was closed: nothing more to accept.
		}
	}

	private void serve(Socket socket) {
		try (socket) {
			// A delayed small segment would blur the idle times this sample is about.
			socket.setTcpNoDelay(true);
			this.handler.handle(socket);
		}
		catch (IOException ex) {
			// The peer is gone: the connection ends here, as it does in any server.
		}
		finally {
			this.open.remove(socket);
		}
	}

	@Override
	public void close() {
		closeQuietly(this.listener);
		this.open.forEach(SocketServer::closeQuietly);
		this.threads.shutdown();
	}

	private static void closeQuietly(AutoCloseable closeable) {
		try {
			closeable.close();
		}
		catch (Exception ex) {
			// Closing is all that was wanted.
		}
	}

	/**
	 * Serves one connection until it ends.
	 */
	interface Handler {

		void handle(Socket socket) throws IOException;

	}

}
