package io.github.keepalive.retry;

import java.io.IOException;
import java.io.OutputStream;

import org.springframework.http.StreamingHttpOutputMessage.Body;
import org.springframework.util.FastByteArrayOutputStream;

/**
 * A body that its writer wanted to write into a stream before the request was sent.
 */
final class CollectedBody implements Body {

	private static final int FIRST_BLOCK = 1024;

	private final FastByteArrayOutputStream content = new FastByteArrayOutputStream(FIRST_BLOCK);

	OutputStream stream() {
		return this.content;
	}

	@Override
	public void writeTo(OutputStream outputStream) throws IOException {
		this.content.writeTo(outputStream);
	}

	@Override
	public boolean repeatable() {
		return true;
	}

}
