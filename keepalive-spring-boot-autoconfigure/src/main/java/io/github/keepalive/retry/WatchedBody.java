package io.github.keepalive.retry;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

import org.springframework.http.StreamingHttpOutputMessage.Body;

/**
 * Tells a body that could not be produced from a connection that did not take it: both
 * end in an {@link IOException}, but only the latter is about the connection. The flag is
 * volatile because some libraries write bodies on a thread of their own.
 */
final class WatchedBody implements Body {

	private final Body body;

	private volatile boolean failed;

	WatchedBody(Body body) {
		this.body = body;
	}

	boolean failed() {
		return this.failed;
	}

	@Override
	public void writeTo(OutputStream outputStream) throws IOException {
		Sink sink = new Sink(outputStream);
		try {
			this.body.writeTo(sink);
		}
		catch (IOException | RuntimeException ex) {
			this.failed = !sink.refused;
			throw ex;
		}
	}

	@Override
	public boolean repeatable() {
		return this.body.repeatable();
	}

	private static final class Sink extends FilterOutputStream {

		private boolean refused;

		Sink(OutputStream out) {
			super(out);
		}

		@Override
		public void write(int b) throws IOException {
			try {
				this.out.write(b);
			}
			catch (IOException | RuntimeException ex) {
				this.refused = true;
				throw ex;
			}
		}

		@Override
		public void write(byte[] b, int off, int len) throws IOException {
			try {
				this.out.write(b, off, len);
			}
			catch (IOException | RuntimeException ex) {
				this.refused = true;
				throw ex;
			}
		}

		@Override
		public void flush() throws IOException {
			try {
				this.out.flush();
			}
			catch (IOException | RuntimeException ex) {
				this.refused = true;
				throw ex;
			}
		}

		@Override
		public void close() throws IOException {
			try {
				this.out.close();
			}
			catch (IOException | RuntimeException ex) {
				this.refused = true;
				throw ex;
			}
		}

	}

}
