package io.github.keepalive.server.jetty;

import java.util.concurrent.atomic.AtomicLong;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Has responses say that their connection ends, from the beginning of the drain on, at
 * the moment their head is sent. Also notes which connections are in use. Thread-safe.
 */
final class DrainHandler extends Handler.Wrapper {

	private final AtomicLong told = new AtomicLong();

	private volatile boolean draining;

	void begin() {
		this.draining = true;
	}

	long told() {
		return this.told.get();
	}

	@Override
	public boolean handle(Request request, Response response, Callback callback) throws Exception {
		ConnectionMetaData connection = request.getConnectionMetaData();
		if (connection.getAttribute(JettyOpenConnection.NAME) instanceof JettyOpenConnection open) {
			open.busy();
			Request.addCompletionListener(request, (failure) -> open.idle());
			if (!request.getHeaders().contains(HttpHeader.UPGRADE)) {
				request.addHttpStreamWrapper(ClosingStream::new);
			}
		}
		return super.handle(request, response, callback);
	}

	private final class ClosingStream extends HttpStream.Wrapper {

		ClosingStream(HttpStream stream) {
			super(stream);
		}

		@Override
		public void prepareResponse(HttpFields.Mutable headers) {
			if (DrainHandler.this.draining) {
				headers.put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
				DrainHandler.this.told.incrementAndGet();
			}
			super.prepareResponse(headers);
		}

	}

}
