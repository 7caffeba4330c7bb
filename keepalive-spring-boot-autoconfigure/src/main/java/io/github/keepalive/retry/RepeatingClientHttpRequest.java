package io.github.keepalive.retry;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;

import io.github.keepalive.connection.Attempt;
import io.github.keepalive.connection.Tick;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.AbstractClientHttpRequest;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.util.Assert;

/**
 * A blocking request that is sent by a fresh delegate request each time. Not thread-safe,
 * as requests are.
 */
final class RepeatingClientHttpRequest extends AbstractClientHttpRequest implements StreamingHttpOutputMessage {

	private final ClientHttpRequestFactory factory;

	private final ClientHttpRequest first;

	private final Repeater repeater;

	private final @Nullable Duration readTimeout;

	private @Nullable Body body;

	private @Nullable CollectedBody collected;

	RepeatingClientHttpRequest(ClientHttpRequestFactory factory, ClientHttpRequest first, Repeater repeater,
			@Nullable Duration readTimeout) {
		this.factory = factory;
		this.first = first;
		this.repeater = repeater;
		this.readTimeout = readTimeout;
	}

	@Override
	public HttpMethod getMethod() {
		return this.first.getMethod();
	}

	@Override
	public URI getURI() {
		return this.first.getURI();
	}

	@Override
	public void setBody(Body body) {
		Assert.notNull(body, "'body' must not be null");
		assertNotExecuted();
		Assert.state(this.collected == null, "Invoke either getBody or setBody; not both");
		this.body = body;
	}

	@Override
	protected OutputStream getBodyInternal(HttpHeaders headers) {
		Assert.state(this.body == null || this.body == this.collected, "Invoke either getBody or setBody; not both");
		CollectedBody content = this.collected;
		if (content == null) {
			// Spring's own streaming requests collect here as well; the delegate is given
			// the content as a body and does not collect it a second time.
			content = new CollectedBody();
			this.collected = content;
			this.body = content;
		}
		return content.stream();
	}

	@Override
	protected ClientHttpResponse executeInternal(HttpHeaders headers) throws IOException {
		Tick startedAt = this.repeater.started(getURI());
		Attempt attempt = Attempt.first(TraitsReader.safe(getMethod().name(), headers));
		WatchedBody sent = watched();
		ClientHttpResponse response;
		try {
			response = send(this.first, headers, attempt, sent);
		}
		catch (IOException | RuntimeException ex) {
			ClientHttpResponse repeated = failed(ex, headers, attempt, sent, startedAt);
			if (repeated == null) {
				throw ex;
			}
			return repeated;
		}
		if (!idleClose(response, attempt)) {
			this.repeater.succeeded();
			return response;
		}
		return idleClosed(response, headers, attempt, startedAt);
	}

	private @Nullable WatchedBody watched() {
		return (this.body != null) ? new WatchedBody(this.body) : null;
	}

	private ClientHttpResponse send(ClientHttpRequest request, HttpHeaders headers, Attempt attempt,
			@Nullable WatchedBody body) throws IOException {
		// Copied value by value: what a library adds to the headers of one send must not
		// show up in the next.
		request.getHeaders().addAll(headers);
		request.getAttributes().putAll(getAttributes());
		if (body != null) {
			write(request, body);
		}
		try (Attempt.Scope scope = attempt.open()) {
			return request.execute();
		}
	}

	private static void write(ClientHttpRequest request, WatchedBody body) throws IOException {
		if (request instanceof StreamingHttpOutputMessage streaming) {
			streaming.setBody(body);
		}
		else {
			body.writeTo(request.getBody());
		}
	}

	private @Nullable ClientHttpResponse failed(Exception failure, HttpHeaders headers, Attempt attempt,
			@Nullable WatchedBody sent, Tick startedAt) throws IOException {
		// A body that its owner could not produce says nothing about the connection.
		if (sent != null && sent.failed()) {
			return null;
		}
		FailedCall call = new FailedCall(this.repeater);
		if (!call.mayRepeat(failure, judged(1, headers, attempt, startedAt))) {
			return null;
		}
		WatchedBody again = watched();
		try {
			return repeat(call, headers, startedAt, again);
		}
		catch (IOException | RuntimeException ex) {
			if (again == null || !again.failed()) {
				throw ex;
			}
			// Its owner could not produce the body a second time: the caller needs to
			// know what made us ask.
			failure.addSuppressed(ex);
			return null;
		}
	}

	private ClientHttpResponse idleClosed(ClientHttpResponse response, HttpHeaders headers, Attempt attempt,
			Tick startedAt) throws IOException {
		FailedCall call = new FailedCall(this.repeater);
		if (!call.mayRepeatAfterIdleClose(judged(1, headers, attempt, startedAt))) {
			return response;
		}
		response.close();
		return repeat(call, headers, startedAt, watched());
	}

	private ClientHttpResponse repeat(FailedCall call, HttpHeaders headers, Tick startedAt, @Nullable WatchedBody again)
			throws IOException {
		Attempt attempt = call.nextAttempt();
		ClientHttpResponse response;
		try {
			response = send(this.factory.createRequest(getURI(), getMethod()), headers, attempt, again);
		}
		catch (IOException | RuntimeException ex) {
			if (again != null && again.failed()) {
				call.abandoned(ex);
			}
			else {
				call.failedAgain(ex, judged(2, headers, attempt, startedAt));
			}
			throw ex;
		}
		call.succeeded();
		return response;
	}

	private Send judged(int number, HttpHeaders headers, Attempt attempt, Tick startedAt) {
		boolean repeatable = this.body == null || this.body.repeatable();
		return new Send(getURI(), attempt,
				this.repeater.traits(getMethod().name(), headers, getAttributes(), repeatable),
				this.repeater.surroundings(number, startedAt, this.readTimeout, Thread.currentThread().isInterrupted()),
				true);
	}

	private static boolean idleClose(ClientHttpResponse response, Attempt attempt) throws IOException {
		try {
			return Repeater.idleClose(response.getStatusCode(), response.getHeaders(), attempt);
		}
		catch (IllegalArgumentException ex) {
			// A status that is no number of three digits is for the caller to complain
			// of.
			return false;
		}
	}

}
