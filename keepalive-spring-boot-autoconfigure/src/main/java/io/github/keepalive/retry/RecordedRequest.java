package io.github.keepalive.retry;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CancellationException;

import io.github.keepalive.connection.Attempt;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ZeroCopyHttpOutputMessage;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpRequestDecorator;
import org.springframework.util.MultiValueMap;

/**
 * Remembers what the caller made of a request, so that it can be sent again without
 * running the caller's code again: that would subscribe to the caller's publisher twice.
 */
class RecordedRequest extends ClientHttpRequestDecorator {

	private enum Content {

		UNKNOWN, EMPTY, BUFFER, FILE, STREAM

	}

	private final ReactiveCall call;

	private final HttpHeaders headers;

	private final MultiValueMap<String, HttpCookie> cookies;

	private final Map<String, Object> attributes;

	private volatile Content content = Content.UNKNOWN;

	private volatile boolean nativeAccess;

	private @Nullable FilePart file;

	private volatile @Nullable FirstBody firstBody;

	protected RecordedRequest(ClientHttpRequest delegate, ReactiveCall call) {
		super(delegate);
		this.call = call;
		// The maps themselves, which the delegate locks when it commits: they then hold
		// what went out, and nothing needs to be copied for the one call in a thousand.
		this.headers = delegate.getHeaders();
		this.cookies = delegate.getCookies();
		this.attributes = delegate.getAttributes();
	}

	static RecordedRequest of(ClientHttpRequest delegate, ReactiveCall call) {
		return (delegate instanceof ZeroCopyHttpOutputMessage) ? new ZeroCopy(delegate, call)
				: new RecordedRequest(delegate, call);
	}

	HttpHeaders headers() {
		return this.headers;
	}

	Map<String, Object> attributes() {
		return this.attributes;
	}

	/**
	 * Returns whether the body is one that can be written again. What was set on the
	 * library's own request cannot be seen, so it could not be set again.
	 * @return {@code true} if so
	 */
	boolean repeatable() {
		return !this.nativeAccess && this.content != Content.UNKNOWN && this.content != Content.STREAM;
	}

	/**
	 * Returns whether everything that a repeat needs is at hand.
	 * @return {@code true} if so
	 */
	boolean replayable() {
		FirstBody body = this.firstBody;
		return repeatable()
				&& (this.content != Content.BUFFER || this.call.kept().present() || (body != null && body.untouched()));
	}

	@Override
	public <T> T getNativeRequest() {
		this.nativeAccess = true;
		return super.getNativeRequest();
	}

	@Override
	public Mono<Void> setComplete() {
		if (this.content == Content.UNKNOWN) {
			this.content = Content.EMPTY;
		}
		return super.setComplete();
	}

	@Override
	public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
		if (!(body instanceof Mono<? extends DataBuffer> single)) {
			this.content = Content.STREAM;
			return super.writeWith(body);
		}
		this.content = Content.BUFFER;
		FirstBody first = new FirstBody(single);
		this.firstBody = first;
		Mono<DataBuffer> content = first.ofFirstSend();
		return super.writeWith(this.call.keeps(this) ? content.doOnNext(this.call.kept()::keep) : content);
	}

	@Override
	public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
		this.content = Content.STREAM;
		return super.writeAndFlushWith(body);
	}

	/**
	 * Writes the recorded request into another one.
	 * @param request where to
	 * @param attempt the facts of that send
	 * @return what the connector waits for
	 */
	Mono<Void> replay(ClientHttpRequest request, Attempt attempt) {
		// Replaced, not added: the new request may come with defaults of its own.
		this.headers.forEach((name, values) -> request.getHeaders().put(name, new ArrayList<>(values)));
		this.cookies.forEach((name, values) -> values.forEach((cookie) -> request.getCookies().add(name, cookie)));
		request.getAttributes().putAll(this.attributes);
		request.getAttributes().put(Attempt.ATTRIBUTE, attempt);
		FilePart part = this.file;
		if (part != null && request instanceof ZeroCopyHttpOutputMessage zeroCopy) {
			return zeroCopy.writeWith(part.path(), part.position(), part.count());
		}
		return (this.content == Content.BUFFER) ? request.writeWith(body()) : request.setComplete();
	}

	private Mono<? extends DataBuffer> body() {
		FirstBody first = this.firstBody;
		// The connection may be gone before the library asks for the body, as with Jetty
		// (12.1): it is then asked for now, for the first time.
		Mono<? extends DataBuffer> untouched = (first != null) ? first.takeForRepeat() : null;
		if (untouched != null) {
			return untouched;
		}
		return Mono.fromCallable(this.call.kept()::take)
			.switchIfEmpty(Mono.error(() -> new CancellationException("The exchange is over")))
			.doOnDiscard(DataBuffer.class, DataBufferUtils::release);
	}

	/**
	 * Keeps the way open for files that go from the disk to the socket by themselves.
	 */
	private static final class ZeroCopy extends RecordedRequest implements ZeroCopyHttpOutputMessage {

		ZeroCopy(ClientHttpRequest delegate, ReactiveCall call) {
			super(delegate, call);
		}

		@Override
		public Mono<Void> writeWith(Path file, long position, long count) {
			super.content = Content.FILE;
			super.file = new FilePart(file, position, count);
			return ((ZeroCopyHttpOutputMessage) getDelegate()).writeWith(file, position, count);
		}

	}

	private record FilePart(Path path, long position, long count) {

	}

}
