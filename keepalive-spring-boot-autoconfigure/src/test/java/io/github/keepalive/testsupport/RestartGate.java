package io.github.keepalive.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Stands before a server that is restarted without its clients noticing: connections of
 * before answer the next request with a reset. Safe for use by several threads.
 */
public final class RestartGate implements AutoCloseable {

	private static final int BACKLOG = 256;

	private static final int LIMIT_SECONDS = 20;

	private final int target;

	private final ServerSocket listener;

	private final Thread acceptor;

	private final Set<Link> links = ConcurrentHashMap.newKeySet();

	private final Queue<String> killed = new ConcurrentLinkedQueue<>();

	private volatile CountDownLatch together = new CountDownLatch(0);

	private volatile CountDownLatch mayKill = new CountDownLatch(0);

	private volatile CountDownLatch arrived = new CountDownLatch(1);

	/**
	 * Opens a gate.
	 * @param target the port of the server
	 */
	public RestartGate(int target) {
		this.target = target;
		try {
			this.listener = new ServerSocket();
			this.listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.acceptor = daemon(this::accept);
	}

	/**
	 * Returns the URL of a path.
	 * @param path the path with its slash
	 * @return the URL through this gate
	 */
	public String url(String path) {
		return "http://localhost:" + this.listener.getLocalPort() + path;
	}

	public int port() {
		return this.listener.getLocalPort();
	}

	/**
	 * Lets nothing pass until a request has come on each of so many connections, so that
	 * the client has to open and to use them. One that Jetty opens ahead does not count.
	 * @param connections the number
	 */
	public void gather(int connections) {
		this.together = new CountDownLatch(connections);
	}

	/**
	 * Replaces the server: every connection of before is dead, which shows when it is
	 * used.
	 */
	public void restart() {
		this.links.forEach((link) -> link.stale = true);
	}

	/**
	 * Lets requests on dead connections wait until {@link #letGo()}.
	 */
	public void hold() {
		this.arrived = new CountDownLatch(1);
		this.mayKill = new CountDownLatch(1);
	}

	/**
	 * Waits until a request has met a dead connection.
	 */
	public void awaitArrival() {
		await(this.arrived);
	}

	/**
	 * Lets those requests meet their end.
	 */
	public void letGo() {
		this.mayKill.countDown();
	}

	/**
	 * Returns the first line of each request that met a dead connection.
	 * @return the lines
	 */
	public List<String> killed() {
		return List.copyOf(this.killed);
	}

	/**
	 * Accepts no more connections.
	 */
	public void refuse() {
		try {
			this.listener.close();
			// A thread that waits in the kernel keeps the port open until it has woken.
			this.acceptor.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		refuse();
		letGo();
		this.links.forEach((link) -> link.close(false));
	}

	private void accept() {
		while (!this.listener.isClosed()) {
			try {
				Link link = new Link(this.listener.accept(), new Socket(InetAddress.getLoopbackAddress(), this.target));
				this.links.add(link);
				daemon(link::toServer);
				daemon(link::toClient);
			}
			catch (IOException ex) {
				// The listener was closed.
			}
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			if (!latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
				throw new IllegalStateException("Nobody came");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static Thread daemon(Runnable task) {
		Thread thread = new Thread(task, "restart-gate");
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	private final class Link {

		private final Socket client;

		private final Socket server;

		private volatile boolean stale;

		private CountDownLatch gathered;

		Link(Socket client, Socket server) throws IOException {
			this.client = client;
			this.server = server;
			client.setTcpNoDelay(true);
			server.setTcpNoDelay(true);
		}

		void toServer() {
			try {
				byte[] buffer = new byte[8192];
				InputStream in = this.client.getInputStream();
				for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
					if (this.stale) {
						kill(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
						return;
					}
					gather(RestartGate.this.together);
					this.server.getOutputStream().write(buffer, 0, n);
				}
			}
			catch (IOException ex) {
				// One of the two is gone.
			}
			finally {
				close(false);
			}
		}

		private void gather(CountDownLatch latch) {
			if (this.gathered != latch) {
				this.gathered = latch;
				latch.countDown();
			}
			await(latch);
		}

		private void kill(String head) {
			RestartGate.this.killed.add(head.lines().findFirst().orElse(""));
			RestartGate.this.arrived.countDown();
			await(RestartGate.this.mayKill);
			close(true);
		}

		void toClient() {
			try {
				byte[] buffer = new byte[8192];
				InputStream in = this.server.getInputStream();
				OutputStream out = this.client.getOutputStream();
				for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
					out.write(buffer, 0, n);
				}
			}
			catch (IOException ex) {
				// One of the two is gone.
			}
			finally {
				close(false);
			}
		}

		void close(boolean reset) {
			try {
				if (reset) {
					this.client.setSoLinger(true, 0);
				}
				this.client.close();
				this.server.close();
			}
			catch (IOException ex) {
				// Closed already.
			}
			RestartGate.this.links.remove(this);
		}

	}

}
