package io.github.keepalive.probe;

import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Finds the end of an HTTP/1.x response in the bytes of a connection, from where on it is
 * idle. Keeps the head only until it is read, and nothing of a body.
 */
final class ResponseScanner {

	private static final int LARGEST_HEAD = 1 << 16;

	private final boolean headRequest;

	private final ByteArrayOutputStream head = new ByteArrayOutputStream();

	private @Nullable ResponseHead response;

	private @Nullable BodyEnd body;

	private boolean complete;

	private boolean more;

	ResponseScanner(boolean headRequest) {
		this.headRequest = headRequest;
	}

	/**
	 * Takes the next bytes.
	 * @param bytes the bytes
	 * @param count how many of them
	 * @throws ProtocolException if they are no HTTP/1.x response
	 */
	void accept(byte[] bytes, int count) throws ProtocolException {
		for (int i = 0; i < count; i++) {
			if (this.complete) {
				this.more = true;
				return;
			}
			if (this.body != null) {
				this.complete = this.body.ends(bytes[i]);
			}
			else {
				head(bytes[i]);
			}
		}
	}

	private void head(byte next) throws ProtocolException {
		this.head.write(next);
		if (this.head.size() > LARGEST_HEAD) {
			throw new ProtocolException();
		}
		if (next != '\n') {
			return;
		}
		String text = this.head.toString(StandardCharsets.ISO_8859_1);
		if (text.endsWith("\n\r\n") || text.endsWith("\n\n")) {
			this.head.reset();
			begin(ResponseHead.parse(text));
		}
	}

	private void begin(ResponseHead read) throws ProtocolException {
		if (read.interim()) {
			return;
		}
		this.response = read;
		this.body = read.body(this.headRequest);
		this.complete = (this.body == null);
	}

	/**
	 * Returns the head of the final response.
	 * @return the head, or {@code null} as long as it is incomplete
	 */
	@Nullable ResponseHead response() {
		return this.response;
	}

	/**
	 * Returns whether the response has ended.
	 * @return {@code true} if its last byte was taken
	 */
	boolean complete() {
		return this.complete;
	}

	/**
	 * Returns whether there was more than the response.
	 * @return {@code true} if bytes followed it
	 */
	boolean more() {
		return this.more;
	}

	/**
	 * Tells where a body ends.
	 */
	@FunctionalInterface
	interface BodyEnd {

		boolean ends(byte next) throws ProtocolException;

	}

}
