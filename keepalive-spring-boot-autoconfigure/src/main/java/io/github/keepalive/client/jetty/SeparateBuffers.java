package io.github.keepalive.client.jetty;

import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * Lends the buffers of the client's own pool with a position and a limit for each lease.
 * Jetty (12.1.10 to 12.1.14) still clears the buffer of a connection whose response fails
 * while it is handed over when that buffer has long been given back
 * ({@code HttpReceiverOverHTTP.parse}): another connection that has it by then loses what
 * it has just received, and its request waits for ever. Thread-safe if the pool is.
 */
final class SeparateBuffers extends ByteBufferPool.Wrapper {

	private SeparateBuffers(ByteBufferPool pool) {
		super(pool);
	}

	static void use(HttpClient httpClient) {
		ByteBufferPool pool = httpClient.getByteBufferPool();
		if (!(pool instanceof SeparateBuffers)) {
			httpClient.setByteBufferPool(new SeparateBuffers(pool));
		}
	}

	@Override
	public RetainableByteBuffer.Mutable acquire(int size, boolean direct) {
		RetainableByteBuffer.Mutable lent = getWrapped().acquire(size, direct);
		return RetainableByteBuffer.wrap(lent.getByteBuffer().duplicate(), lent);
	}

}
