package io.github.keepalive.client.apache;

import java.io.IOException;
import java.io.OutputStream;

import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * A body that may take its time, such as a stream. HttpClient 5.6 keeps the request head
 * in the session buffer until enough of the body has come: a body that starts late would
 * leave the connection idle in the eyes of the peer long after the lease. Flushing the
 * head first ends the peer's idle time at the lease.
 */
final class HeadFirstEntity extends HttpEntityWrapper {

	HeadFirstEntity(HttpEntity entity) {
		super(entity);
	}

	/**
	 * Returns whether a body may start late.
	 * @param entity the body
	 * @return {@code true} if it is not one that can be written at any time
	 */
	static boolean mayPause(HttpEntity entity) {
		// Bodies that cannot be repeated reach the exec chain in a wrapper of the
		// client's own package, which calls itself repeatable until it is consumed.
		return !entity.isRepeatable() || entity.getClass().getPackage() == HttpClientBuilder.class.getPackage();
	}

	@Override
	public void writeTo(OutputStream stream) throws IOException {
		stream.flush();
		super.writeTo(stream);
	}

}
