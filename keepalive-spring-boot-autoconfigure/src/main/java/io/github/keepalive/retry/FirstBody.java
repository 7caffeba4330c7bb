package io.github.keepalive.retry;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.util.context.Context;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;

/**
 * The caller's body as it was given, which belongs to the first send, or to the repeat if
 * the first send never asked for it. The caller sees subscriptions of one of them only.
 * Thread-safe.
 */
final class FirstBody {

	private enum Owner {

		FIRST, REPEAT

	}

	private final Mono<? extends DataBuffer> body;

	private final AtomicReference<@Nullable Owner> owner = new AtomicReference<>();

	FirstBody(Mono<? extends DataBuffer> body) {
		this.body = body;
	}

	/**
	 * Returns what the first send writes; it may ask more than once, on a retry of the
	 * library's own. Jetty (reactive client 4.1) subscribes when it sends the head, but
	 * asks only afterwards: the caller's body is subscribed to when it is asked for.
	 * @return the body
	 */
	Mono<DataBuffer> ofFirstSend() {
		return Mono.<DataBuffer>create((sink) -> sink.onRequest((count) -> read(sink)))
			.doOnDiscard(DataBuffer.class, DataBufferUtils::release);
	}

	private void read(MonoSink<DataBuffer> sink) {
		if (this.owner.compareAndSet(null, Owner.FIRST) || this.owner.get() == Owner.FIRST) {
			sink.onCancel(
					this.body.subscribe(sink::success, sink::error, sink::success, Context.of(sink.contextView())));
		}
		else {
			sink.error(new CancellationException("The request is sent once more already"));
		}
	}

	boolean untouched() {
		return this.owner.get() == null;
	}

	/**
	 * Takes the body for the repeat.
	 * @return the body, or {@code null} if the first send has asked for it
	 */
	@Nullable Mono<? extends DataBuffer> takeForRepeat() {
		return this.owner.compareAndSet(null, Owner.REPEAT) ? this.body : null;
	}

}
