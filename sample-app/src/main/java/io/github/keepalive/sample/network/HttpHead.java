package io.github.keepalive.sample.network;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Start line and headers of one HTTP/1.1 message, with the bytes they arrived in.
 *
 * @param startLine request or status line
 * @param headers header values by lower-case name
 * @param bytes the head as received, including the empty line
 */
record HttpHead(String startLine, Map<String, String> headers, byte[] bytes) {

	private static final int LIMIT = 16 * 1024;

	/**
	 * Reads one head.
	 * @param in where the next message starts
	 * @return the head, or {@code null} if the peer closed the connection between
	 * messages
	 * @throws IOException if the connection broke or what arrived is no usable message
	 */
	static @Nullable HttpHead read(InputStream in) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
		int matched = 0;
		while (matched < 4) {
			int next = in.read();
			if (next < 0) {
				return ended(bytes.size());
			}
			bytes.write(next);
			matched = (next == "\r\n\r\n".charAt(matched)) ? matched + 1 : ((next == '\r') ? 1 : 0);
			if (bytes.size() > LIMIT) {
				throw new ProtocolException("Message head exceeds %d bytes".formatted(LIMIT));
			}
		}
		return parse(bytes.toByteArray());
	}

	private static @Nullable HttpHead ended(int received) throws EOFException {
		if (received > 0) {
			throw new EOFException("Connection closed within a message head");
		}
		return null;
	}

	private static HttpHead parse(byte[] bytes) throws ProtocolException {
		String[] lines = new String(bytes, StandardCharsets.ISO_8859_1).split("\r\n");
		Map<String, String> headers = new HashMap<>();
		for (int i = 1; i < lines.length; i++) {
			int colon = lines[i].indexOf(':');
			if (colon > 0) {
				headers.put(lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
						lines[i].substring(colon + 1).trim());
			}
		}
		if (headers.containsKey("transfer-encoding")) {
			// Both ends of this path are ours and send a length: chunks are not needed.
			throw new ProtocolException("Only messages with a Content-Length are supported");
		}
		return new HttpHead(lines[0], Map.copyOf(headers), bytes);
	}

	int contentLength() throws ProtocolException {
		try {
			return Integer.parseUnsignedInt(this.headers.getOrDefault("content-length", "0"));
		}
		catch (NumberFormatException ex) {
			throw new ProtocolException("Invalid Content-Length");
		}
	}

	@Nullable String header(String name) {
		return this.headers.get(name);
	}

	boolean isHead() {
		return this.startLine.startsWith("HEAD ");
	}

	boolean isLast() {
		return "close".equalsIgnoreCase(this.headers.get("connection")) || this.startLine.endsWith("HTTP/1.0");
	}

}
