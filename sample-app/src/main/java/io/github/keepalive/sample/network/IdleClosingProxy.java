package io.github.keepalive.sample.network;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 proxy that closes client connections which sat idle for its window, as load
 * balancers do: without asking and without looking whether a request is under way.
 * Thread-safe.
 */
public final class IdleClosingProxy implements AutoCloseable {

	private static final Duration BODY_TIMEOUT = Duration.ofSeconds(60);

	private final LabelCounts opened = new LabelCounts();

	private final int originPort;

	private final SocketServer server;

	private volatile Duration window;

	private IdleClosingProxy(int originPort, Duration window) {
		this.originPort = originPort;
		this.window = window;
		// Any free port: clients reach the proxy over the path in front of it.
		ListenAddress address = new ListenAddress("the proxy", 0, "sample.proxy-port");
		this.server = SocketServer.start(address, "proxy", this::serve);
	}

	/**
	 * Starts on a free loopback port.
	 * @param originPort loopback port of the server behind the proxy
	 * @param window idle time after which a client connection is closed
	 * @return the running proxy
	 */
	public static IdleClosingProxy start(int originPort, Duration window) {
		return new IdleClosingProxy(originPort, window);
	}

	public int port() {
		return this.server.port();
	}

	/**
	 * Changes the idle window, for connections as soon as they become idle again.
	 * @param window idle time after which a client connection is closed
	 */
	public void window(Duration window) {
		this.window = window;
	}

	/**
	 * How many connections a client opened and used.
	 * @param client value of the client header in the first request of a connection
	 * @return the number since the start
	 */
	public long connectionsOpened(String client) {
		return this.opened.get(client);
	}

	private void serve(Socket client) throws IOException {
		// One connection behind for each in front, on which the origin never hangs up:
		// the race this sample shows is the one on the client's side alone.
		try (Socket origin = new Socket(InetAddress.getLoopbackAddress(), this.originPort)) {
			origin.setTcpNoDelay(true);
			InputStream fromClient = new BufferedInputStream(client.getInputStream());
			InputStream fromOrigin = new BufferedInputStream(origin.getInputStream());
			HttpHead request = next(client, fromClient);
			this.opened.increment((request != null) ? request.header("x-client") : null);
			while (request != null) {
				forward(request, request.contentLength(), fromClient, origin.getOutputStream());
				HttpHead response = HttpHead.read(fromOrigin);
				if (response == null) {
					return;
				}
				int length = request.isHead() ? 0 : response.contentLength();
				forward(response, length, fromOrigin, client.getOutputStream());
				request = request.isLast() ? null : next(client, fromClient);
			}
		}
		catch (SocketTimeoutException ex) {
			// Idle for the window: SocketServer closes the connection.
		}
	}

	private @Nullable HttpHead next(Socket client, InputStream fromClient) throws IOException {
		client.setSoTimeout(Math.toIntExact(this.window.toMillis()));
		HttpHead head = HttpHead.read(fromClient);
		// No longer idle: a slow body is not cut by the window.
		client.setSoTimeout(Math.toIntExact(BODY_TIMEOUT.toMillis()));
		return head;
	}

	private static void forward(HttpHead head, int length, InputStream from, OutputStream to) throws IOException {
		byte[] body = from.readNBytes(length);
		byte[] message = new byte[head.bytes().length + body.length];
		System.arraycopy(head.bytes(), 0, message, 0, head.bytes().length);
		System.arraycopy(body, 0, message, head.bytes().length, body.length);
		to.write(message);
	}

	@Override
	public void close() {
		this.server.close();
	}

}
