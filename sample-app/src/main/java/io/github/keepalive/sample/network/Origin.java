package io.github.keepalive.sample.network;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * The service that is called: executes requests, counts executions per request id, and
 * never closes an idle connection by itself. Thread-safe.
 */
public final class Origin implements AutoCloseable {

	/**
	 * Request header that names the request: the same on each repeat of it.
	 */
	public static final String REQUEST_ID = "X-Request-Id";

	/**
	 * Request header that names the client the request is counted for.
	 */
	public static final String CLIENT = "X-Client";

	private final Executions executions = new Executions();

	private final SocketServer server;

	private Origin(int port) {
		ListenAddress address = new ListenAddress("the upstream server", port, "sample.origin-port");
		this.server = SocketServer.start(address, "origin", this::serve);
	}

	/**
	 * Starts on a loopback port.
	 * @param port port to listen on, {@code 0} for any free one
	 * @return the running server
	 */
	public static Origin start(int port) {
		return new Origin(port);
	}

	public int port() {
		return this.server.port();
	}

	/**
	 * How many requests of a client were executed more than once.
	 * @param client value of the client header
	 * @return the number since the start
	 */
	public long duplicates(String client) {
		return this.executions.duplicates(client);
	}

	private void serve(Socket socket) throws IOException {
		InputStream in = new BufferedInputStream(socket.getInputStream());
		boolean more = true;
		while (more) {
			HttpHead request = HttpHead.read(in);
			if (request == null) {
				return;
			}
			in.skipNBytes(request.contentLength());
			this.executions.executed(request.header("x-client"), request.header("x-request-id"));
			answer(socket.getOutputStream(), request);
			more = !request.isLast();
		}
	}

	private void answer(OutputStream out, HttpHead request) throws IOException {
		String body = "Hello from the upstream\n";
		String head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + body.length() + "\r\n\r\n";
		out.write((request.isHead() ? head : head + body).getBytes(StandardCharsets.US_ASCII));
	}

	@Override
	public void close() {
		this.server.close();
	}

}
