package io.github.keepalive.server.drain;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A client that keeps its connection and looks at every byte.
 */
final class Peer implements AutoCloseable {

	private final Socket socket;

	private final InputStream in;

	Peer(int port) throws IOException {
		this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
		this.socket.setSoTimeout(60_000);
		this.in = this.socket.getInputStream();
	}

	Peer get(String path) throws IOException {
		return send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
	}

	Peer post(String path, String body) throws IOException {
		return send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: "
				+ body.length() + "\r\n\r\n" + body);
	}

	Peer send(String text) throws IOException {
		this.socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
		return this;
	}

	/**
	 * Reads the head of a response.
	 * @return the head, in lower case
	 */
	String head() throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			int next = this.in.read();
			if (next < 0) {
				return "closed after '" + head + "'";
			}
			head.append((char) next);
		}
		return head.toString().toLowerCase(Locale.ROOT);
	}

	/**
	 * Reads a whole response whose length is known or which comes in chunks.
	 * @return head and body, in lower case
	 */
	String response() throws IOException {
		String head = head();
		int at = head.indexOf("content-length:");
		if (at >= 0) {
			int length = Integer.parseInt(head.substring(at + 15, head.indexOf('\r', at)).trim());
			return head + new String(this.in.readNBytes(length), StandardCharsets.US_ASCII);
		}
		StringBuilder all = new StringBuilder(head);
		while (head.contains("transfer-encoding: chunked") && !all.toString().endsWith("\r\n0\r\n\r\n")) {
			int next = this.in.read();
			if (next < 0) {
				return all + " cut";
			}
			all.append((char) next);
		}
		return all.toString();
	}

	/**
	 * Waits for the text, in a response that has no end yet.
	 */
	void awaitText(String text) throws IOException {
		StringBuilder read = new StringBuilder();
		while (!read.toString().endsWith(text)) {
			int next = this.in.read();
			if (next < 0) {
				throw new IOException("Closed after '" + read + "'");
			}
			read.append((char) next);
		}
	}

	/**
	 * Waits for the end of the connection.
	 * @return how it ended
	 */
	String end() throws IOException {
		try {
			int next = this.in.read();
			return (next < 0) ? "FIN" : "byte " + next;
		}
		catch (SocketException ex) {
			return "RST";
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
