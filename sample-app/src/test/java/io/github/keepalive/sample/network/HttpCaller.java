package io.github.keepalive.sample.network;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * One client connection, byte by byte.
 */
final class HttpCaller implements AutoCloseable {

	private final Socket socket;

	private final InputStream in;

	HttpCaller(int port) throws IOException {
		this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
		this.socket.setSoTimeout(10_000);
		this.in = new BufferedInputStream(this.socket.getInputStream());
	}

	String call(String client, String id) throws IOException {
		send("POST /work HTTP/1.1\r\nHost: localhost\r\nX-Client: %s\r\nX-Request-Id: %s\r\nContent-Length: 2\r\n\r\nhi"
			.formatted(client, id));
		HttpHead response = HttpHead.read(this.in);
		if (response == null) {
			return "closed";
		}
		this.in.skipNBytes(response.contentLength());
		return response.startLine();
	}

	void send(String text) throws IOException {
		this.socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
	}

	int read() throws IOException {
		return this.in.read();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
