package io.github.keepalive.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A client that speaks HTTP byte by byte, so that it can stop wherever it likes.
 */
final class Wire implements AutoCloseable {

	private static final byte[] EMPTY_SETTINGS = { 0, 0, 0, 4, 0, 0, 0, 0, 0 };

	private static final byte[] SETTINGS_ACK = { 0, 0, 0, 4, 1, 0, 0, 0, 0 };

	private static final int GOAWAY = 7;

	private final Socket socket = new Socket();

	private final InputStream in;

	Wire(int port) throws IOException {
		// A small window, so that a paused reader stops the writer.
		this.socket.setReceiveBufferSize(16 * 1024);
		this.socket.connect(new InetSocketAddress("localhost", port));
		this.socket.setSoTimeout(60_000);
		this.in = this.socket.getInputStream();
	}

	Wire send(String text) throws IOException {
		this.socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
		this.socket.getOutputStream().flush();
		return this;
	}

	Wire get(String path) throws IOException {
		return send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
	}

	/**
	 * Lets time pass: silence on the wire is the point.
	 */
	Wire pause(Duration time) {
		long end = System.nanoTime() + time.toNanos();
		while (System.nanoTime() < end) {
			LockSupport.parkNanos(end - System.nanoTime());
		}
		return this;
	}

	String head() throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			int next = this.in.read();
			if (next < 0) {
				return "closed after '" + head + "'";
			}
			head.append((char) next);
		}
		return head.toString();
	}

	String status() throws IOException {
		String head = head();
		long length = body(head);
		return head.lines().findFirst().orElse("") + " " + length;
	}

	long body(String head) throws IOException {
		for (String line : head.lines().toList()) {
			if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
				long length = Long.parseLong(line.substring(15).trim());
				return this.in.readNBytes((int) length).length;
			}
		}
		return 0;
	}

	/**
	 * Sends a GET on stream 1 of an HTTP/2 connection with prior knowledge.
	 */
	Wire http2Get() throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		bytes.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
		bytes.writeBytes(EMPTY_SETTINGS);
		bytes.writeBytes(SETTINGS_ACK);
		// HEADERS, END_STREAM and END_HEADERS: :method GET, :path /, :scheme http,
		// :authority localhost.
		bytes.writeBytes(new byte[] { 0, 0, 14, 1, 5, 0, 0, 0, 1, (byte) 0x82, (byte) 0x84, (byte) 0x86, 0x41, 9 });
		bytes.writeBytes("localhost".getBytes(StandardCharsets.US_ASCII));
		this.socket.getOutputStream().write(bytes.toByteArray());
		return this;
	}

	/**
	 * Waits until the server gives the connection up.
	 */
	void awaitClose() throws IOException {
		try {
			this.in.transferTo(OutputStream.nullOutputStream());
		}
		catch (SocketException ex) {
			// Reset: closed as well.
		}
	}

	/**
	 * Waits until the server gives the HTTP/2 connection up: GOAWAY, or without a word.
	 */
	void awaitGoAway() throws IOException {
		byte[] header = this.in.readNBytes(9);
		while (header.length == 9 && header[3] != GOAWAY) {
			int length = ((header[0] & 0xff) << 16) | ((header[1] & 0xff) << 8) | (header[2] & 0xff);
			this.in.readNBytes(length);
			header = this.in.readNBytes(9);
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
