package io.github.keepalive.client.jetty;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Server of one request that tells when the request head has arrived.
 */
final class HeadWatch implements AutoCloseable {

	private final ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());

	private final CountDownLatch head = new CountDownLatch(1);

	private volatile boolean headCameFirst;

	HeadWatch() throws IOException {
		Thread thread = new Thread(this::serve, "head-watch");
		thread.setDaemon(true);
		thread.start();
	}

	String url() {
		return "http://localhost:" + this.listener.getLocalPort() + "/";
	}

	void awaitHead() {
		try {
			this.headCameFirst = this.head.await(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	boolean headCameFirst() {
		return this.headCameFirst;
	}

	private void serve() {
		try (Socket socket = this.listener.accept()) {
			InputStream in = socket.getInputStream();
			readUntil(in, "\r\n\r\n");
			this.head.countDown();
			readUntil(in, "12345678");
			socket.getOutputStream()
				.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII));
			// Until the client has read it.
			in.transferTo(java.io.OutputStream.nullOutputStream());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void readUntil(InputStream in, String end) throws IOException {
		StringBuilder seen = new StringBuilder();
		while (seen.indexOf(end) < 0) {
			int next = in.read();
			if (next < 0) {
				return;
			}
			seen.append((char) next);
		}
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
	}

}
