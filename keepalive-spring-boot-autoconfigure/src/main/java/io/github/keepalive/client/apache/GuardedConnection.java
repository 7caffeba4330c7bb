package io.github.keepalive.client.apache;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;

import io.github.keepalive.connection.CloseReason;
import org.apache.hc.client5.http.impl.io.DefaultManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.HttpMessageParserFactory;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A classic connection that can be looked at without blocking before it is used again.
 * HttpClient 5.6 hands bytes that arrived while a connection was idle, or right behind
 * the last response, to the next caller as its response. To be used by the holder of the
 * lease.
 */
final class GuardedConnection extends DefaultManagedHttpClientConnection {

	private static final AtomicLong COUNTER = new AtomicLong();

	private final Input input;

	private GuardedConnection(String id, Input input) {
		super(id, null, null, null, null, null, null, input);
		this.input = input;
	}

	static GuardedConnection create() {
		return new GuardedConnection("http-keepalive-" + COUNTER.getAndIncrement(), new Input());
	}

	/**
	 * Looks for bytes that nobody asked for and, on request, for a close by the peer.
	 * @param readSocket whether to read from the socket, which blocks for up to 1 ms
	 * @return {@code null} if the connection can be used, else why it is to be closed
	 * @throws IOException if the socket cannot be asked
	 */
	@Nullable CloseReason look(boolean readSocket) throws IOException {
		SocketHolder holder = getSocketHolder();
		if (holder == null) {
			return CloseReason.PEER;
		}
		if (this.input.length() > 0 || available(holder.getInputStream())) {
			return CloseReason.UNSOLICITED;
		}
		// Over TLS what waits may be a session ticket or a close_notify, which is not
		// data: only reading it tells.
		boolean records = holder.getSSLSocket() != null && available(holder.getBaseSocket().getInputStream());
		if (!readSocket && !records) {
			return null;
		}
		if (isStale()) {
			return CloseReason.PEER;
		}
		return (this.input.length() > 0) ? CloseReason.UNSOLICITED : null;
	}

	private static boolean available(InputStream stream) throws IOException {
		return stream.available() > 0;
	}

	/**
	 * Remembers the session input buffer, which the connection keeps to itself but shows
	 * to its parser.
	 */
	private static final class Input implements HttpMessageParserFactory<ClassicHttpResponse> {

		private volatile @Nullable SessionInputBuffer buffer;

		int length() {
			SessionInputBuffer known = this.buffer;
			return (known != null) ? known.length() : 0;
		}

		@Override
		@SuppressWarnings("deprecation")
		public HttpMessageParser<ClassicHttpResponse> create(Http1Config http1Config) {
			return watching(DefaultHttpResponseParserFactory.INSTANCE.create(http1Config));
		}

		@Override
		public HttpMessageParser<ClassicHttpResponse> create() {
			return watching(DefaultHttpResponseParserFactory.INSTANCE.create());
		}

		private HttpMessageParser<ClassicHttpResponse> watching(HttpMessageParser<ClassicHttpResponse> parser) {
			return new HttpMessageParser<>() {

				@Override
				public ClassicHttpResponse parse(SessionInputBuffer source, InputStream stream)
						throws IOException, HttpException {
					Input.this.buffer = source;
					return parser.parse(source, stream);
				}

			};
		}

	}

}
