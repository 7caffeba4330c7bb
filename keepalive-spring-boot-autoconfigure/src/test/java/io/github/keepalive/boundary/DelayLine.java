package io.github.keepalive.boundary;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A long path on loopback: what either side sends, FIN and RST included, arrives at the
 * other one a fixed time later. Several ports lead to the same target, so that users of
 * one client get a pool each. All connections are served by one thread; the counters may
 * be read by any.
 */
final class DelayLine implements AutoCloseable {

	private final Selector selector = Selector.open();

	private final List<ServerSocketChannel> listeners = new ArrayList<>();

	private final Deque<Delayed> delayed = new ArrayDeque<>();

	private final AtomicInteger connections = new AtomicInteger();

	private final AtomicInteger resets = new AtomicInteger();

	private final InetSocketAddress target;

	private final long oneWayNanos;

	private final Thread thread = new Thread(this::run, "delay-line");

	private volatile boolean closed;

	private volatile boolean frozen;

	private DelayLine(int targetPort, Duration oneWay, int ports) throws IOException {
		this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort);
		this.oneWayNanos = oneWay.toNanos();
		for (int i = 0; i < ports; i++) {
			ServerSocketChannel listener = ServerSocketChannel.open();
			listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
			this.listeners.add(listener);
			register(listener, SelectionKey.OP_ACCEPT, () -> accept(listener));
		}
	}

	static DelayLine to(int targetPort, Duration oneWay, int ports) {
		try {
			DelayLine line = new DelayLine(targetPort, oneWay, ports);
			line.thread.setDaemon(true);
			line.thread.start();
			return line;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	int port(int index) {
		return this.listeners.get(index).socket().getLocalPort();
	}

	int connections() {
		return this.connections.get();
	}

	/**
	 * How often the target answered with a reset, which is what a request gets that meets
	 * a closed connection.
	 * @return the count
	 */
	int resets() {
		return this.resets.get();
	}

	/**
	 * Lets nothing arrive until {@link #thaw()}, as for a machine that is suspended as a
	 * whole: what was lost meanwhile is sent again after it has woken up.
	 */
	void freeze() {
		this.frozen = true;
	}

	void thaw() {
		this.frozen = false;
		this.selector.wakeup();
	}

	@Override
	public void close() throws InterruptedException {
		this.closed = true;
		this.selector.wakeup();
		this.thread.join();
	}

	SelectionKey register(SelectableChannel channel, int operations, Runnable whenReady) throws IOException {
		channel.configureBlocking(false);
		return channel.register(this.selector, operations, whenReady);
	}

	/**
	 * Runs the task when what was just seen arrives at the other end.
	 * @param task the arrival
	 */
	void arrives(Runnable task) {
		this.delayed.add(new Delayed(System.nanoTime() + this.oneWayNanos, task));
	}

	void resetByTarget() {
		this.resets.incrementAndGet();
	}

	private void run() {
		try {
			while (!this.closed) {
				await();
				this.selector.selectedKeys().forEach((key) -> ((Runnable) key.attachment()).run());
				this.selector.selectedKeys().clear();
				runDue();
			}
			for (SelectionKey key : this.selector.keys()) {
				key.channel().close();
			}
			this.selector.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void await() throws IOException {
		Delayed next = this.delayed.peek();
		if (next == null || this.frozen) {
			this.selector.select();
			return;
		}
		long nanos = next.dueNanos() - System.nanoTime();
		if (nanos <= 0) {
			this.selector.selectNow();
			return;
		}
		this.selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
	}

	// One delay for everything: what was seen first is due first.
	private void runDue() {
		long now = System.nanoTime();
		while (!this.frozen && !this.delayed.isEmpty() && this.delayed.peek().dueNanos() - now <= 0) {
			this.delayed.remove().task().run();
		}
	}

	private void accept(ServerSocketChannel listener) {
		try {
			SocketChannel client = listener.accept();
			if (client != null) {
				this.connections.incrementAndGet();
				relay(client);
			}
		}
		catch (IOException ex) {
			// The client went away before it was accepted.
		}
	}

	private void relay(SocketChannel client) throws IOException {
		try {
			SocketChannel server = SocketChannel.open(this.target);
			client.setOption(StandardSocketOptions.TCP_NODELAY, true);
			server.setOption(StandardSocketOptions.TCP_NODELAY, true);
			DelayLineEnd clientEnd = new DelayLineEnd(this, client, false);
			DelayLineEnd targetEnd = new DelayLineEnd(this, server, true);
			clientEnd.join(targetEnd);
			targetEnd.join(clientEnd);
		}
		catch (IOException ex) {
			// Nobody listens at the target any more.
			client.close();
		}
	}

	private record Delayed(long dueNanos, Runnable task) {
	}

}
