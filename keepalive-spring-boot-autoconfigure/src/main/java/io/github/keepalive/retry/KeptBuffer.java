package io.github.keepalive.retry;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;

/**
 * A view of the one buffer that makes up a body, kept until the response head is there.
 * Nothing is copied: the view holds the memory, not the content. Thread-safe, because a
 * cancel may come from anywhere.
 */
final class KeptBuffer {

	private static final DataBuffer CLOSED = DefaultDataBufferFactory.sharedInstance.wrap(new byte[0]);

	private final AtomicReference<@Nullable DataBuffer> view = new AtomicReference<>();

	/**
	 * Keeps a view of a buffer that is about to be handed to the client library; one kept
	 * earlier is released, because the library may ask for the body again on a retry of
	 * its own.
	 * @param buffer the buffer
	 */
	void keep(DataBuffer buffer) {
		DataBuffer kept = view(buffer);
		while (true) {
			DataBuffer current = this.view.get();
			if (current == CLOSED) {
				DataBufferUtils.release(kept);
				return;
			}
			if (this.view.compareAndSet(current, kept)) {
				DataBufferUtils.release(current);
				return;
			}
		}
	}

	boolean present() {
		DataBuffer current = this.view.get();
		return current != null && current != CLOSED;
	}

	/**
	 * Returns another view, which whoever takes it releases. To be called while the call
	 * is under way.
	 * @return the view, or {@code null} if none is kept
	 */
	@Nullable DataBuffer take() {
		DataBuffer current = this.view.get();
		return (current != null && current != CLOSED) ? view(current) : null;
	}

	void close() {
		DataBuffer current = this.view.getAndSet(CLOSED);
		if (current != CLOSED) {
			DataBufferUtils.release(current);
		}
	}

	@SuppressWarnings("deprecation")
	private static DataBuffer view(DataBuffer buffer) {
		// A slice has positions of its own and cannot grow: what reads the original, and
		// Netty's SslHandler that may append to it, leave the slice alone. Its
		// replacement 'split' moves content instead of sharing it.
		return buffer.retainedSlice(buffer.readPosition(), buffer.readableByteCount());
	}

}
