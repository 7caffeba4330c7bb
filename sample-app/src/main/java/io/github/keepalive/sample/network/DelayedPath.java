package io.github.keepalive.sample.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The way from a client to the proxy: passes on bytes and closes with the delay a long
 * network path has. On bare loopback a close arrives at once and the race hardly ever
 * shows; with the delay it shows as often as between two data centres. One thread serves
 * all connections.
 */
public final class DelayedPath implements AutoCloseable {

	private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(1);

	private final InetSocketAddress target;

	private final long delayNanos;

	private final Selector selector;

	private final ServerSocketChannel listener;

	private final List<DelayedConnection> connections = new ArrayList<>();

	private DelayedPath(ServerSocketChannel listener, int targetPort, Duration delay) throws IOException {
		this.listener = listener;
		this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort);
		this.delayNanos = delay.toNanos();
		this.selector = Selector.open();
		listener.configureBlocking(false);
		listener.register(this.selector, SelectionKey.OP_ACCEPT);
	}

	/**
	 * Starts on a loopback port.
	 * @param port port to listen on, {@code 0} for any free one
	 * @param targetPort loopback port at the other end of the path
	 * @param delay delay each way
	 * @return the running path
	 */
	public static DelayedPath start(int port, int targetPort, Duration delay) {
		try {
			ServerSocketChannel listener = ServerSocketChannel.open();
			new ListenAddress("the proxy", port, "sample.proxy-port").bind(listener::bind);
			DelayedPath path = new DelayedPath(listener, targetPort, delay);
			Thread thread = new Thread(path::run, "path");
			thread.setDaemon(true);
			thread.start();
			return path;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public int port() {
		return this.listener.socket().getLocalPort();
	}

	private void run() {
		try {
			while (this.selector.isOpen()) {
				this.selector.select(this::ready, millisToWait());
				long now = System.nanoTime();
				this.connections.removeIf((connection) -> connection.deliver(now));
			}
		}
		catch (IOException | RuntimeException ex) {
			if (this.selector.isOpen()) {
				throw new IllegalStateException("The path to the proxy is broken", ex);
			}
		}
		finally {
			this.connections.forEach(DelayedConnection::close);
		}
	}

	private long millisToWait() {
		long now = System.nanoTime();
		long nanos = LONGEST_WAIT;
		for (DelayedConnection connection : this.connections) {
			nanos = connection.nanosToWait(now, nanos);
		}
		// 0 would wait for ever.
		return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos + 999_999));
	}

	private void ready(SelectionKey key) {
		if (key.isValid() && key.isAcceptable()) {
			accept();
		}
		else if (key.isValid() && key.isReadable() && key.attachment() instanceof DelayedConnection connection) {
			connection.receive(key, System.nanoTime());
		}
	}

	private void accept() {
		try {
			SocketChannel client = this.listener.accept();
			if (client != null) {
				SocketChannel proxy = SocketChannel.open(this.target);
				this.connections.add(new DelayedConnection(client, proxy, this.selector, this.delayNanos));
			}
		}
		catch (IOException ex) {
			// Either end went away while the connection was being made.
		}
	}

	@Override
	public void close() {
		try (this.selector; this.listener) {
			this.selector.wakeup();
		}
		catch (IOException ex) {
			// Closing is all that was wanted.
		}
	}

}
