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
 * shows; with the delay it shows as often as between two data centres. The path has
 * several entrances, each a port of its own: clients pool connections per host and port.
 * One thread serves all connections.
 */
public final class DelayedPath implements AutoCloseable {

	private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(1);

	private final InetSocketAddress target;

	private final long delayNanos;

	private final Selector selector;

	private final List<ServerSocketChannel> entrances;

	private final List<DelayedConnection> connections = new ArrayList<>();

	private DelayedPath(List<ServerSocketChannel> entrances, int targetPort, Duration delay) throws IOException {
		this.entrances = entrances;
		this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort);
		this.delayNanos = delay.toNanos();
		this.selector = Selector.open();
		for (ServerSocketChannel entrance : entrances) {
			entrance.configureBlocking(false);
			entrance.register(this.selector, SelectionKey.OP_ACCEPT);
		}
	}

	/**
	 * Starts on loopback ports.
	 * @param port port of the first entrance, {@code 0} for any free one
	 * @param entrances number of entrances; those behind the first have any free port
	 * @param targetPort loopback port at the other end of the path
	 * @param delay delay each way
	 * @return the running path
	 */
	public static DelayedPath start(int port, int entrances, int targetPort, Duration delay) {
		try {
			List<ServerSocketChannel> listeners = new ArrayList<>();
			for (int i = 0; i < entrances; i++) {
				ServerSocketChannel listener = ServerSocketChannel.open();
				listeners.add(listener);
				new ListenAddress("the proxy", (i == 0) ? port : 0, "sample.proxy-port").bind(listener::bind);
			}
			DelayedPath path = new DelayedPath(listeners, targetPort, delay);
			Thread thread = new Thread(path::run, "path");
			thread.setDaemon(true);
			thread.start();
			return path;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Port of an entrance.
	 * @param entrance index of the entrance
	 * @return its loopback port
	 */
	public int port(int entrance) {
		return this.entrances.get(entrance).socket().getLocalPort();
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
			accept((ServerSocketChannel) key.channel());
		}
		else if (key.isValid() && key.isReadable() && key.attachment() instanceof DelayedConnection connection) {
			connection.receive(key, System.nanoTime());
		}
	}

	private void accept(ServerSocketChannel entrance) {
		try {
			SocketChannel client = entrance.accept();
			if (client != null) {
				connect(client);
			}
		}
		catch (IOException ex) {
			// The client went away before it was accepted.
		}
	}

	private void connect(SocketChannel client) throws IOException {
		try {
			SocketChannel proxy = SocketChannel.open(this.target);
			this.connections.add(new DelayedConnection(client, proxy, this.selector, this.delayNanos));
		}
		catch (IOException ex) {
			// Nobody at the other end: the client must not wait for an answer.
			client.close();
		}
	}

	@Override
	public void close() {
		try {
			for (ServerSocketChannel entrance : this.entrances) {
				entrance.close();
			}
			this.selector.close();
		}
		catch (IOException ex) {
			// Closing is all that was wanted.
		}
	}

}
