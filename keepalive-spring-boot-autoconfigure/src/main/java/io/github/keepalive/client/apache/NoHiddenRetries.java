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
 * wins. Stateless.
 */
final class NoHiddenRetries implements HttpRequestRetryStrategy {

	@Override
	public boolean retryRequest(HttpRequest request, IOException exception, int execCount, HttpContext context) {
		return false;
	}

	@Override
	public boolean retryRequest(HttpResponse response, int execCount, HttpContext context) {
		return false;
	}

	@Override
	public TimeValue getRetryInterval(HttpResponse response, int execCount, HttpContext context) {
		return TimeValue.ZERO_MILLISECONDS;
	}

}
