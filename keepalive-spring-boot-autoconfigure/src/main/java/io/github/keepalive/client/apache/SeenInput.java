package io.github.keepalive.client.apache;

import java.io.IOException;
import java.io.InputStream;

import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.HttpMessageParserFactory;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the session input buffer, which the connection keeps to itself but shows to
 * its parser.
 */
final class SeenInput implements HttpMessageParserFactory<ClassicHttpResponse> {

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
				SeenInput.this.buffer = source;
				return parser.parse(source, stream);
			}

		};
	}

}
