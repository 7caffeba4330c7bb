package io.github.keepalive.edge;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import io.github.keepalive.test.FaultServerTls;

/**
 * A server that does on each connection what a script says, for faults that come in the
 * middle of things. The last script is used for all further connections.
 */
final class RawServer implements AutoCloseable {

	private static final int PATIENCE_MILLIS = 20_000;

	private final ServerSocket listener = new ServerSocket();

	private final List<Script> scripts;

	private final AtomicInteger connections = new AtomicInteger();

	private final Queue<String> heads = new ConcurrentLinkedQueue<>();

	private final Set<Socket> open = ConcurrentHashMap.newKeySet();

	private final Securing securing;

	private RawServer(Securing securing, Script... scripts) throws IOException {
		this.securing = securing;
		this.scripts = List.of(scripts);
		this.listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
	}

	static RawServer start(Script... scripts) {
		return start((socket) -> socket, scripts);
	}

	/**
	 * Starts a server that speaks TLS.
	 * @param clientCertificate whether it wants a certificate of the client
	 * @param scripts what it does on its connections
	 * @return the server
	 */
	static RawServer startTls(boolean clientCertificate, Script... scripts) {
		return start((socket) -> secure(socket, clientCertificate), scripts);
	}

	private static RawServer start(Securing securing, Script... scripts) {
		try {
			RawServer server = new RawServer(securing, scripts);
			daemon(server::accept);
			return server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	String url(String path) {
		return "http://localhost:" + port() + path;
	}

	String tlsUrl(String path) {
		return "https://localhost:" + port() + path;
	}

	int port() {
		return this.listener.getLocalPort();
	}

	int connections() {
		return this.connections.get();
	}

	/**
	 * Returns the heads of the requests that arrived.
	 * @return the heads in their order
	 */
	List<String> heads() {
		return List.copyOf(this.heads);
	}

	/**
	 * Counts requests.
	 * @param start how the request line starts
	 * @return how many such requests arrived
	 */
	long count(String start) {
		return this.heads.stream().filter((head) -> head.startsWith(start)).count();
	}

	void closeConnections() {
		try {
			for (Socket socket : this.open) {
				socket.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		try {
			this.listener.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		closeConnections();
	}

	private void accept() {
		while (!this.listener.isClosed()) {
			try {
				Socket socket = this.listener.accept();
				int number = this.connections.getAndIncrement();
				this.open.add(socket);
				daemon(() -> serve(socket, this.scripts.get(Math.min(number, this.scripts.size() - 1))));
			}
			catch (IOException ex) {
				// The listener was closed.
			}
		}
	}

	private void serve(Socket socket, Script script) {
		try (socket) {
			socket.setTcpNoDelay(true);
			socket.setSoTimeout(PATIENCE_MILLIS);
			script.serve(new Wire(this.securing.apply(socket)));
		}
		catch (IOException ex) {
			// The peer went away or the test is over.
		}
		finally {
			this.open.remove(socket);
		}
	}

	private static Socket secure(Socket socket, boolean clientCertificate) throws IOException {
		SSLSocket secured = (SSLSocket) serverContext().getSocketFactory()
			.createSocket(socket, null, socket.getPort(), true);
		secured.setUseClientMode(false);
		secured.setNeedClientAuth(clientCertificate);
		secured.startHandshake();
		return secured;
	}

	private static SSLContext serverContext() throws IOException {
		try (InputStream in = FaultServerTls.class.getClassLoader().getResourceAsStream(FaultServerTls.KEY_STORE)) {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(in, FaultServerTls.PASSWORD.toCharArray());
			KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			keys.init(store, FaultServerTls.PASSWORD.toCharArray());
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(keys.getKeyManagers(), FaultServerTls.trustManagers().getTrustManagers(), null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void daemon(Runnable task) {
		Thread thread = new Thread(task, "raw-server");
		thread.setDaemon(true);
		thread.start();
	}

	@FunctionalInterface
	private interface Securing {

		Socket apply(Socket socket) throws IOException;

	}

	/**
	 * What happens on a connection, which is closed at its end.
	 */
	@FunctionalInterface
	interface Script {

		void serve(Wire wire) throws IOException;

	}

	/**
	 * A connection of the server.
	 */
	final class Wire {

		private final Socket socket;

		private final InputStream in;

		Wire(Socket socket) throws IOException {
			this.socket = socket;
			this.in = new BufferedInputStream(socket.getInputStream());
		}

		InputStream in() {
			return this.in;
		}

		void count(String head) {
			RawServer.this.heads.add(head);
		}

		/**
		 * Reads a request and its body, if it has a length.
		 * @return the head
		 * @throws IOException if there is none
		 */
		String request() throws IOException {
			String head = head();
			for (String line : head.split("\r\n")) {
				if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
					this.in.readNBytes(Integer.parseInt(line.substring(15).trim()));
				}
			}
			return head;
		}

		/**
		 * Reads the head of a request.
		 * @return the head
		 * @throws IOException if there is none
		 */
		String head() throws IOException {
			ByteArrayOutputStream read = new ByteArrayOutputStream();
			while (!read.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
				int next = this.in.read();
				if (next == -1) {
					throw new EOFException();
				}
				read.write(next);
			}
			String head = read.toString(StandardCharsets.ISO_8859_1);
			RawServer.this.heads.add(head);
			return head;
		}

		Wire write(String text) throws IOException {
			return write(text.getBytes(StandardCharsets.ISO_8859_1));
		}

		Wire write(byte[] bytes) throws IOException {
			this.socket.getOutputStream().write(bytes);
			this.socket.getOutputStream().flush();
			return this;
		}

		Wire answer(String body) throws IOException {
			return write("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
		}

		/**
		 * Answers every request until the peer goes away.
		 * @param body the body of the responses
		 * @throws IOException when it does
		 */
		void answerAll(String body) throws IOException {
			while (true) {
				request();
				answer(body);
			}
		}

		/**
		 * Ends the server's side only.
		 * @throws IOException if that fails
		 */
		void fin() throws IOException {
			this.socket.shutdownOutput();
		}

		void reset() throws IOException {
			this.socket.setSoLinger(true, 0);
			this.socket.close();
		}

		/**
		 * Reads until the peer closes.
		 * @throws IOException if it resets
		 */
		void untilEnd() throws IOException {
			this.in.transferTo(OutputStream.nullOutputStream());
		}

	}

}
