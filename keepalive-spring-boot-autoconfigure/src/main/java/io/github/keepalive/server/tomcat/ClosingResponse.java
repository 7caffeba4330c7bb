package io.github.keepalive.server.tomcat;

import java.io.IOException;
import java.io.PrintWriter;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A response that says, once the drain has begun and as long as its head is not sent,
 * that its connection ends. Tomcat has no hook at the moment the head is sent, so it asks
 * before each step that may send it. Used by one thread at a time.
 */
final class ClosingResponse extends HttpServletResponseWrapper {

	private static final String CONNECTION = "Connection";

	private final DrainValve drain;

	private @Nullable ClosingOutputStream stream;

	private boolean announced;

	ClosingResponse(HttpServletResponse response, DrainValve drain) {
		super(response);
		this.drain = drain;
	}

	/**
	 * Announces the end of the connection, if it is to end.
	 */
	void announce() {
		if (this.drain.draining() && !this.announced && !isCommitted()) {
			this.announced = true;
			setHeader(CONNECTION, "close");
			this.drain.told();
		}
	}

	@Override
	public ServletOutputStream getOutputStream() throws IOException {
		announce();
		ServletOutputStream current = super.getOutputStream();
		ClosingOutputStream closing = this.stream;
		if (closing == null || closing.delegate() != current) {
			closing = new ClosingOutputStream(current, this);
			this.stream = closing;
		}
		return closing;
	}

	@Override
	public PrintWriter getWriter() throws IOException {
		announce();
		return super.getWriter();
	}

	@Override
	public void flushBuffer() throws IOException {
		announce();
		super.flushBuffer();
	}

	@Override
	public void sendError(int sc) throws IOException {
		announce();
		super.sendError(sc);
	}

	@Override
	public void sendError(int sc, String msg) throws IOException {
		announce();
		super.sendError(sc, msg);
	}

	@Override
	public void sendRedirect(String location) throws IOException {
		announce();
		super.sendRedirect(location);
	}

	@Override
	public void sendRedirect(String location, int sc, boolean clearBuffer) throws IOException {
		announce();
		super.sendRedirect(location, sc, clearBuffer);
	}

	@Override
	public void reset() {
		super.reset();
		if (this.announced) {
			setHeader(CONNECTION, "close");
		}
	}

}
