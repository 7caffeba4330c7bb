package io.github.keepalive.boundary;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Callers that send a request, pause, and send the next, until told to stop. Each has a
 * connection of its own to the proxy.
 */
final class SteadyLoad implements AutoCloseable {

	private final int port;

	private final List<String> methods;

	private final Duration pause;

	private final AtomicInteger sent = new AtomicInteger();

	private final ConcurrentMap<String, Integer> failures = new ConcurrentHashMap<>();

	private final List<Thread> threads = new ArrayList<>();

	private volatile boolean stopped;

	private SteadyLoad(int port, int callers, Duration pause, List<String> methods) {
		this.port = port;
		this.pause = pause;
		this.methods = methods;
		for (int caller = 0; caller < callers; caller++) {
			Thread thread = new Thread(this::call, "caller-" + caller);
			thread.setDaemon(true);
			this.threads.add(thread);
		}
		this.threads.forEach(Thread::start);
	}

	/**
	 * Twenty-four callers that send GET and POST in turn.
	 */
	static SteadyLoad busy(int port) {
		return new SteadyLoad(port, 24, Duration.ofMillis(40), List.of("GET", "POST"));
	}

	/**
	 * Two POSTs a second, after a burst of forty that fills the proxy's pool.
	 */
	static SteadyLoad quiet(int port) throws InterruptedException {
		try (SteadyLoad burst = new SteadyLoad(port, 40, Duration.ofSeconds(1), List.of("POST"))) {
			TimeUnit.MILLISECONDS.sleep(300);
			burst.stopped = true;
		}
		return new SteadyLoad(port, 1, Duration.ofMillis(500), List.of("POST"));
	}

	int sent() {
		return this.sent.get();
	}

	Map<String, Integer> failures() {
		return new TreeMap<>(this.failures);
	}

	private void call() {
		Socket socket = null;
		for (int i = 0; !this.stopped; i++) {
			String method = this.methods.get(i % this.methods.size());
			this.sent.incrementAndGet();
			try {
				if (socket == null) {
					socket = new Socket(InetAddress.getLoopbackAddress(), this.port);
					socket.setSoTimeout(30_000);
				}
				String status = exchange(socket, method);
				if (!status.equals("200")) {
					failed(method + " " + status);
				}
				TimeUnit.NANOSECONDS.sleep(this.pause.toNanos());
			}
			catch (IOException ex) {
				failed(method + " " + ex);
				close(socket);
				socket = null;
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				break;
			}
		}
		close(socket);
	}

	private void failed(String how) {
		this.failures.merge(how, 1, Integer::sum);
	}

	private static String exchange(Socket socket, String method) throws IOException {
		String body = method.equals("POST") ? "content" : "";
		String head = method + " /quick HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
				+ (body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n") + "\r\n";
		socket.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
		return readResponse(socket.getInputStream());
	}

	private static String readResponse(InputStream in) throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			int next = in.read();
			if (next < 0) {
				throw new IOException("Connection closed by the proxy");
			}
			head.append((char) Character.toLowerCase(next));
		}
		String status = head.substring(9, 12);
		int at = head.indexOf("content-length:");
		if (at < 0) {
			throw new IOException("No length after " + status);
		}
		in.readNBytes(Integer.parseInt(head.substring(at + 15, head.indexOf("\r", at)).trim()));
		if (head.indexOf("connection: close") >= 0) {
			throw new IOException(status + " and the proxy closes");
		}
		return status;
	}

	private static void close(Socket socket) {
		try {
			if (socket != null) {
				socket.close();
			}
		}
		catch (IOException ex) {
			// Closed all the same.
		}
	}

	@Override
	public void close() throws InterruptedException {
		this.stopped = true;
		for (Thread thread : this.threads) {
			TimeUnit.SECONDS.timedJoin(thread, 40);
		}
	}

}
