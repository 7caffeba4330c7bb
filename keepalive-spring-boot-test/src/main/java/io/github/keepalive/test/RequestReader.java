package io.github.keepalive.test;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Reads HTTP/1.1 requests from one connection. Confined to the connection's thread.
 */
final class RequestReader {

	private final InputStream in;

	private long bodyBytes;

	RequestReader(InputStream in) {
		this.in = new BufferedInputStream(in);
	}

	/**
	 * Waits until a request begins.
	 * @return whether one did; otherwise the peer closed
	 * @throws IOException if the connection broke or its read timeout passed
	 */
	boolean awaitRequest() throws IOException {
		this.in.mark(1);
		int first = this.in.read();
		this.in.reset();
		return first != -1;
	}

	Head head() throws IOException {
		String[] start = line().split(" ");
		if (start.length != 3) {
			throw new IOException("Not a request line of HTTP/1.1");
		}
		Map<String, String> headers = new LinkedHashMap<>();
		for (String line = line(); !line.isEmpty(); line = line()) {
			int colon = line.indexOf(':');
			headers.merge(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).trim(),
					(first, second) -> first + ", " + second);
		}
		this.bodyBytes = 0;
		return new Head(start[0], start[1], headers);
	}

	void body(Head head) throws IOException {
		if (head.chunked()) {
			for (long size = chunkSize(); size > 0; size = chunkSize()) {
				skip(size);
				line();
			}
			while (!line().isEmpty()) {
				// RFC 9112 section 7.1.2: trailer fields up to the empty line.
				continue;
			}
		}
		else {
			skip(Long.parseLong(head.headers().getOrDefault("content-length", "0")));
		}
	}

	long bodyBytes() {
		return this.bodyBytes;
	}

	void untilEnd() throws IOException {
		while (this.in.read() != -1) {
			// Whatever is pipelined meanwhile is of no interest.
			continue;
		}
	}

	private long chunkSize() throws IOException {
		return Long.parseLong(line().split(";")[0].trim(), 16);
	}

	private void skip(long count) throws IOException {
		byte[] buffer = new byte[8192];
		long left = count;
		while (left > 0) {
			int read = this.in.read(buffer, 0, (int) Math.min(buffer.length, left));
			if (read == -1) {
				throw new EOFException();
			}
			left -= read;
			this.bodyBytes += read;
		}
	}

	private String line() throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int next = this.in.read(); next != '\n'; next = this.in.read()) {
			if (next == -1) {
				throw new EOFException();
			}
			line.write(next);
		}
		return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
	}

	/**
	 * The head of a request.
	 *
	 * @param method the method
	 * @param path the request target
	 * @param headers the headers, names in lower case
	 */
	record Head(String method, String path, Map<String, String> headers) {

		boolean chunked() {
			return has("transfer-encoding", "chunked");
		}

		boolean expectsContinue() {
			return has("expect", "100-continue");
		}

		boolean close() {
			return has("connection", "close");
		}

		private boolean has(String name, String value) {
			return this.headers.getOrDefault(name, "").toLowerCase(Locale.ROOT).contains(value);
		}

	}

}
