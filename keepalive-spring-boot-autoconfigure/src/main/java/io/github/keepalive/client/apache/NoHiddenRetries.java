package io.github.keepalive.client.apache;

import java.io.IOException;

import org.apache.hc.client5.http.HttpRequestRetryStrategy;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;

/**
 * Repeats nothing. HttpClient 5.6 by itself repeats any method, POST included, on 503 and
 * 429, and idempotent ones after an I/O error even on a fresh connection. A strategy, and
 * not {@code disableAutomaticRetries()}, so that one which the user sets later still
 * wins. Thread-safe.
 */
final class NoHiddenRetries implements HttpRequestRetryStrategy {

	private volatile boolean asked;

	/**
	 * Returns whether the client has asked about a response.
	 * @return {@code true} if so: no other strategy is in force
	 */
	boolean asked() {
		return this.asked;
	}

	@Override
	public boolean retryRequest(HttpRequest request, IOException exception, int execCount, HttpContext context) {
		return false;
	}

	@Override
	public boolean retryRequest(HttpResponse response, int execCount, HttpContext context) {
		if (!this.asked) {
			this.asked = true;
		}
		return false;
	}

	@Override
	public TimeValue getRetryInterval(HttpResponse response, int execCount, HttpContext context) {
		return TimeValue.ZERO_MILLISECONDS;
	}

}
