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

import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import io.github.keepalive.test.FaultServerTls;

/**
 * A client that speaks HTTP byte by byte, so that it can stop wherever it likes.
 */
final class Wire implements AutoCloseable {

	private static final byte[] EMPTY_SETTINGS = { 0, 0, 0, 4, 0, 0, 0, 0, 0 };

	private static final byte[] SETTINGS_ACK = { 0, 0, 0, 4, 1, 0, 0, 0, 0 };

	private static final byte HEADERS = 1;

	private static final byte GOAWAY = 7;

	private final Socket socket;

	private final InputStream in;

	private Wire(Socket socket) throws IOException {
		this.socket = socket;
		this.in = socket.getInputStream();
	}

	static Wire open(int port) throws IOException {
		Socket socket = new Socket();
		// A small window, so that a paused reader stops the writer.
		socket.setReceiveBufferSize(16 * 1024);
		socket.connect(new InetSocketAddress("localhost", port));
		socket.setSoTimeout(60_000);
		return new Wire(socket);
	}

	/**
	 * Opens a connection and completes the TLS handshake.
	 */
	static Wire openTls(int port, String protocol) throws IOException {
		SSLSocket socket = (SSLSocket) FaultServerTls.client()
			.getSocketFactory()
			.createSocket(open(port).socket, "localhost", port, true);
		SSLParameters parameters = socket.getSSLParameters();
		parameters.setApplicationProtocols(new String[] { protocol });
		socket.setSSLParameters(parameters);
		socket.startHandshake();
		return new Wire(socket);
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
	Wire http2Get(String path) throws IOException {
		ByteArrayOutputStream headers = new ByteArrayOutputStream();
		// Indexed :method GET and :scheme http, then :path and :authority as literals.
		headers.writeBytes(new byte[] { (byte) 0x82, (byte) 0x86 });
		literal(headers, 0x44, path);
		literal(headers, 0x41, "localhost");
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		bytes.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
		bytes.writeBytes(EMPTY_SETTINGS);
		bytes.writeBytes(SETTINGS_ACK);
		// END_STREAM and END_HEADERS.
		bytes.writeBytes(new byte[] { 0, 0, (byte) headers.size(), HEADERS, 5, 0, 0, 0, 1 });
		headers.writeTo(bytes);
		this.socket.getOutputStream().write(bytes.toByteArray());
		return this;
	}

	private static void literal(ByteArrayOutputStream out, int name, String value) {
		out.write(name);
		out.write(value.length());
		out.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
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
		int type = frame();
		while (type >= 0 && type != GOAWAY) {
			type = frame();
		}
	}

	/**
	 * Waits for the head of the response, or for whatever comes instead.
	 */
	boolean http2Answered() throws IOException {
		int type = frame();
		while (type >= 0 && type != GOAWAY && type != HEADERS) {
			type = frame();
		}
		return type == HEADERS;
	}

	private int frame() throws IOException {
		byte[] header = this.in.readNBytes(9);
		if (header.length < 9) {
			return -1;
		}
		this.in.readNBytes(((header[0] & 0xff) << 16) | ((header[1] & 0xff) << 8) | (header[2] & 0xff));
		return header[3];
	}

	/**
	 * Closes with a reset, as a process that dies or a firewall does.
	 */
	void reset() throws IOException {
		this.socket.setSoLinger(true, 0);
		this.socket.close();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
