package io.github.keepalive.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLContext;

import io.github.keepalive.test.Plan.Ending;
import org.jspecify.annotations.Nullable;

/**
 * The listening socket of a {@link FaultServer} and its connections, with a thread for
 * each. Safe for use by several threads.
 */
final class Acceptor {

	private static final int BACKLOG = 1024;

	private static final long MOMENT_MILLIS = 5000;

	private final ServerSocket listener = new ServerSocket();

	private final Thread thread = daemon("fault-server", this::accept);

	private final @Nullable SSLContext tls;

	private final Script script;

	private final Journal journal;

	private final Set<FaultConnection> open = ConcurrentHashMap.newKeySet();

	private final AtomicInteger opened = new AtomicInteger();

	private final CountDownLatch closed = new CountDownLatch(1);

	private Acceptor(@Nullable SSLContext tls, Script script, Journal journal) throws IOException {
		this.tls = tls;
		this.script = script;
		this.journal = journal;
		this.listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
	}

	static Acceptor start(@Nullable SSLContext tls, Script script, Journal journal) {
		try {
			Acceptor acceptor = new Acceptor(tls, script, journal);
			acceptor.thread.start();
			return acceptor;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	boolean secure() {
		return this.tls != null;
	}

	int port() {
		return this.listener.getLocalPort();
	}

	int opened() {
		return this.opened.get();
	}

	int open() {
		return this.open.size();
	}

	int closeIdle(Ending ending) {
		List<FaultConnection> closing = this.open.stream()
			.filter((connection) -> connection.closeIfIdle(ending))
			.toList();
		closing.forEach(FaultConnection::awaitEnd);
		closing.forEach(this.open::remove);
		return closing.size();
	}

	int writeIdle(String bytes) {
		return (int) this.open.stream().filter((connection) -> connection.writeIfIdle(bytes)).count();
	}

	void closeUnsettled() {
		this.open.stream().filter((connection) -> !connection.isSettled()).forEach((connection) -> {
			this.open.remove(connection);
			connection.close(Ending.FIN);
		});
	}

	void close() {
		this.closed.countDown();
		try {
			this.listener.close();
			// A blocked accept keeps the port listening until its thread has woken up.
			this.thread.join(MOMENT_MILLIS);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		closeIdle(Ending.FIN);
		this.open.forEach((connection) -> connection.close(Ending.FIN));
	}

	private void pause(Duration duration) {
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
				FaultConnection connection = new FaultConnection(socket, this.opened.getAndIncrement(), this.script,
						this.journal, this::pause);
				this.open.add(connection);
				daemon("fault-connection", () -> serve(connection)).start();
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
			this.open.remove(connection);
		}
	}

	private static Thread daemon(String name, Runnable task) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		return thread;
	}

}
