package io.github.keepalive.client.apache;

import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpRequestInterceptor;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpResponseInterceptor;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * Notes that a request is about to be written and that a response head has arrived. Both
 * clients run request interceptors once the connection is leased and right before the
 * head goes to it (async: on the I/O thread), response interceptors before they can
 * release it. Stateless.
 */
final class ExchangeInterceptor implements HttpRequestInterceptor, HttpResponseInterceptor {

	@Override
	public void process(HttpRequest request, EntityDetails entity, HttpContext context) {
		Exchange exchange = Exchange.of(context);
		if (exchange != null) {
			exchange.written(context);
		}
	}

	@Override
	public void process(HttpResponse response, EntityDetails entity, HttpContext context) {
		Exchange exchange = Exchange.of(context);
		if (exchange != null) {
			exchange.responseHead(response);
		}
	}

}
