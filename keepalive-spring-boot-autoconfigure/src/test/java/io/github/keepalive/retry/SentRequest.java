package io.github.keepalive.retry;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

import io.github.keepalive.connection.Attempt;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.AbstractClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;

/**
 * A streaming request of {@link FakeFactory}.
 */
final class SentRequest extends AbstractClientHttpRequest implements StreamingHttpOutputMessage {

	private final FakeFactory factory;

	private final URI uri;

	private final HttpMethod method;

	private final ByteArrayOutputStream content = new ByteArrayOutputStream();

	private @Nullable Body body;

	SentRequest(FakeFactory factory, URI uri, HttpMethod method) {
		this.factory = factory;
		this.uri = uri;
		this.method = method;
	}

	String content() {
		return this.content.toString(StandardCharsets.UTF_8);
	}

	@Override
	public HttpMethod getMethod() {
		return this.method;
	}

	@Override
	public URI getURI() {
		return this.uri;
	}

	@Override
	public void setBody(Body body) {
		this.body = body;
	}

	@Override
	protected OutputStream getBodyInternal(HttpHeaders headers) {
		return this.content;
	}

	@Override
	protected ClientHttpResponse executeInternal(HttpHeaders headers) throws IOException {
		this.factory.sent.add(this);
		Attempt attempt = Objects.requireNonNull(Attempt.current());
		this.factory.attempts.add(attempt);
		if (this.body != null) {
			if (this.factory.refuseBodyOnce) {
				this.factory.refuseBodyOnce = false;
				this.factory.fakes.reused(attempt);
				this.body.writeTo(new Broken());
			}
			this.body.writeTo(this.content);
		}
		return this.factory.next(attempt, this);
	}

	private static final class Broken extends FilterOutputStream {

		Broken() {
			super(OutputStream.nullOutputStream());
		}

		@Override
		public void write(byte[] b, int off, int len) throws IOException {
			throw new SocketException("Broken pipe");
		}

	}

}
