package io.github.keepalive.test;

import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client that shows what is on the wire.
 */
final class WireClient implements AutoCloseable {

	private final CountingSocket raw;

	private final Socket socket;

	private final BufferedReader in;

	WireClient(FaultServer server) throws IOException {
		this.raw = new CountingSocket(server.port());
		this.socket = server.url("").startsWith("https") ? FaultServer.clientSslContext()
			.getSocketFactory()
			.createSocket(this.raw, "localhost", server.port(), true) : this.raw;
		this.socket.setSoTimeout(10_000);
		this.in = new BufferedReader(new InputStreamReader(this.socket.getInputStream(), StandardCharsets.ISO_8859_1));
	}

	String send(String method, String path, String body, String... headers) throws IOException {
		StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
		for (String header : headers) {
			head.append(header).append("\r\n");
		}
		write(head + "Content-Length: " + body.length() + "\r\n\r\n" + body);
		return readResponse(true);
	}

	void write(String text) throws IOException {
		this.socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	String readResponse(boolean body) throws IOException {
		String status = this.in.readLine();
		int length = 0;
		for (String line = this.in.readLine(); line != null && !line.isEmpty(); line = this.in.readLine()) {
			if (line.startsWith("Content-Length: ")) {
				length = Integer.parseInt(line.substring(16));
			}
		}
		for (int i = 0; body && i < length; i++) {
			assertThat(this.in.read()).isEqualTo('k');
		}
		return status;
	}

	String readHead() throws IOException {
		return readResponse(false);
	}

	String readLine() throws IOException {
		return this.in.readLine();
	}

	int read() throws IOException {
		return this.in.read();
	}

	long bytesReceived() {
		return this.raw.received;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	private static final class CountingSocket extends Socket {

		private long received;

		CountingSocket(int port) throws IOException {
			super("localhost", port);
		}

		@Override
		public InputStream getInputStream() throws IOException {
			return new FilterInputStream(super.getInputStream()) {

				@Override
				public int read(byte[] bytes, int offset, int length) throws IOException {
					int count = super.read(bytes, offset, length);
					CountingSocket.this.received += Math.max(0, count);
					return count;
				}

			};
		}

	}

}
