package io.github.keepalive.server.tomcat;

import java.io.IOException;
import java.nio.ByteBuffer;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;

/**
 * The stream of a {@link ClosingResponse}: what is written may send the head.
 */
final class ClosingOutputStream extends ServletOutputStream {

	private final ServletOutputStream delegate;

	private final ClosingResponse response;

	ClosingOutputStream(ServletOutputStream delegate, ClosingResponse response) {
		this.delegate = delegate;
		this.response = response;
	}

	ServletOutputStream delegate() {
		return this.delegate;
	}

	@Override
	public boolean isReady() {
		return this.delegate.isReady();
	}

	@Override
	public void setWriteListener(WriteListener writeListener) {
		this.delegate.setWriteListener(writeListener);
	}

	@Override
	public void write(int b) throws IOException {
		this.response.announce();
		this.delegate.write(b);
	}

	@Override
	public void write(byte[] b, int off, int len) throws IOException {
		this.response.announce();
		this.delegate.write(b, off, len);
	}

	@Override
	public void write(ByteBuffer buffer) throws IOException {
		this.response.announce();
		this.delegate.write(buffer);
	}

	@Override
	public void flush() throws IOException {
		this.response.announce();
		this.delegate.flush();
	}

	@Override
	public void close() throws IOException {
		this.response.announce();
		this.delegate.close();
	}

}
