package io.github.keepalive.retry;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;

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
	 * library's own.
	 * @return the body
	 */
	Mono<DataBuffer> ofFirstSend() {
		return Mono.defer(() -> {
			if (this.owner.compareAndSet(null, Owner.FIRST) || this.owner.get() == Owner.FIRST) {
				return this.body;
			}
			return Mono.error(new CancellationException("The request is sent once more already"));
		});
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
