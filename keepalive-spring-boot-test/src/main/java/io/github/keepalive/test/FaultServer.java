package io.github.keepalive.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

/**
 * A raw-socket HTTP/1.1 server on 127.0.0.1 that fails exactly as told. Safe for use by
 * several threads.
 */
public final class FaultServer implements AutoCloseable {

	private static final int BACKLOG = 1024;

	private final ServerSocket listener = new ServerSocket();

	private final @Nullable SSLContext tls;

	private final Queue<Behaviour> next = new ConcurrentLinkedQueue<>();

	private final Queue<Exchange> exchanges = new ConcurrentLinkedQueue<>();

	private final Set<FaultConnection> open = ConcurrentHashMap.newKeySet();

	private final AtomicInteger opened = new AtomicInteger();

	private final CountDownLatch closed = new CountDownLatch(1);

	private volatile Behaviour all = Behaviour.ok();

	private volatile @Nullable Behaviour reused;

	private FaultServer(@Nullable SSLContext tls) throws IOException {
		this.tls = tls;
		this.listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
	}

	/**
	 * Starts a server on a free port.
	 * @return the server
	 */
	public static FaultServer start() {
		return start(null);
	}

	/**
	 * Starts a TLS server on a free port.
	 * @return the server
	 */
	public static FaultServer startTls() {
		return start(FixtureTls.server());
	}

	private static FaultServer start(@Nullable SSLContext tls) {
		try {
			FaultServer server = new FaultServer(tls);
			daemon("fault-server", server::accept);
			return server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A context for clients of the TLS server.
	 * @return a context that trusts the fixture's certificate
	 */
	public static SSLContext clientSslContext() {
		return FixtureTls.client();
	}

	public int port() {
		return this.listener.getLocalPort();
	}

	public String url(String path) {
		return ((this.tls != null) ? "https" : "http") + "://localhost:" + port() + path;
	}

	/**
	 * For every request from now on.
	 * @param all the behaviour
	 * @return this server
	 */
	public FaultServer behaviour(Behaviour all) {
		this.all = all;
		return this;
	}

	/**
	 * For requests that are not the first of their connection.
	 * @param reused the behaviour
	 * @return this server
	 */
	public FaultServer onReused(Behaviour reused) {
		this.reused = reused;
		return this;
	}

	/**
	 * For the next requests in the order in which their heads arrive, before the others.
	 * @param next the behaviours
	 * @return this server
	 */
	public FaultServer enqueue(Behaviour... next) {
		this.next.addAll(List.of(next));
		return this;
	}

	public List<Exchange> exchanges() {
		return List.copyOf(this.exchanges);
	}

	public int connectionsOpened() {
		return this.opened.get();
	}

	public int connectionsOpen() {
		return this.open.size();
	}

	/**
	 * Closes every idle connection now. A connection whose response the caller has seen
	 * is idle.
	 */
	public void finIdle() {
		this.open.forEach((connection) -> connection.closeIfIdle(false));
	}

	/**
	 * Resets every idle connection now.
	 */
	public void resetIdle() {
		this.open.forEach((connection) -> connection.closeIfIdle(true));
	}

	@Override
	public void close() {
		this.closed.countDown();
		try {
			this.listener.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.open.forEach((connection) -> connection.close(false));
	}

	Behaviour choose(boolean onReused) {
		Behaviour behaviour = this.next.poll();
		if (behaviour != null) {
			return behaviour;
		}
		Behaviour forReused = this.reused;
		return (onReused && forReused != null) ? forReused : this.all;
	}

	void record(Exchange exchange) {
		this.exchanges.add(exchange);
	}

	void pause(Duration duration) {
		try {
			this.closed.await(duration.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void accept() {
		while (!this.listener.isClosed()) {
			try {
				Socket socket = this.listener.accept();
				FaultConnection connection = new FaultConnection(this, socket, this.opened.getAndIncrement());
				this.open.add(connection);
				daemon("fault-connection", () -> serve(connection));
			}
			catch (IOException ex) {
				// The listener was closed; a failed accept leaves it usable.
			}
		}
	}

	private void serve(FaultConnection connection) {
		try {
			connection.serve(this.tls);
		}
		catch (IOException ex) {
			// The peer went away or the test closed the connection.
		}
		finally {
			connection.close(false);
			this.open.remove(connection);
		}
	}

	private static void daemon(String name, Runnable task) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.start();
	}

}
