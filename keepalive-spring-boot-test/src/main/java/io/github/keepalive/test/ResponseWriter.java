package io.github.keepalive.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;

import io.github.keepalive.test.Plan.Response;
import io.github.keepalive.test.RequestReader.Head;

/**
 * Writes HTTP/1.1 responses to one connection. Confined to the connection's thread.
 */
final class ResponseWriter {

	private static final int PIECES = 10;

	private final OutputStream out;

	private final int connection;

	private final Consumer<Duration> pause;

	ResponseWriter(OutputStream out, int connection, Consumer<Duration> pause) {
		this.out = out;
		this.connection = connection;
		this.pause = pause;
	}

	void write(String text) throws IOException {
		write(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	void write(byte[] bytes) throws IOException {
		this.out.write(bytes);
		this.out.flush();
	}

	/**
	 * Writes a response but for its end.
	 * @param request the request
	 * @param response the response
	 * @param behind what follows the response
	 * @return what is left to be written
	 * @throws IOException if the connection broke
	 */
	byte[] begin(Head request, Response response, String behind) throws IOException {
		boolean bodiless = request.method().equals("HEAD") || !hasLength(response);
		byte[] body = new byte[(!bodiless) ? response.bodyBytes() : 0];
		Arrays.fill(body, (byte) 'k');
		byte[] head = head(response).getBytes(StandardCharsets.ISO_8859_1);
		byte[] end = behind.getBytes(StandardCharsets.ISO_8859_1);
		if (response.between().isZero() || body.length < PIECES) {
			return join(head, body, end);
		}
		this.out.write(head);
		int piece = body.length / PIECES;
		for (int i = 0; i < PIECES - 1; i++) {
			this.out.write(body, i * piece, piece);
			this.out.flush();
			this.pause.accept(response.between());
		}
		return join(Arrays.copyOfRange(body, (PIECES - 1) * piece, body.length), end);
	}

	private String head(Response response) {
		StringBuilder head = new StringBuilder("HTTP/1.1 ").append(response.status()).append(" Fixture\r\n");
		if (hasLength(response)) {
			head.append("Content-Length: ").append(response.bodyBytes()).append("\r\n");
		}
		head.append("X-Connection: ").append(this.connection).append("\r\n");
		response.headers().forEach((header) -> head.append(header).append("\r\n"));
		return head.append("\r\n").toString();
	}

	private static boolean hasLength(Response response) {
		return response.status() != 204 && response.status() != 304;
	}

	private static byte[] join(byte[]... parts) throws IOException {
		ByteArrayOutputStream whole = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			whole.write(part);
		}
		return whole.toByteArray();
	}

}
