package io.github.keepalive.client.apache;

import io.github.keepalive.connection.Connections;
import org.apache.hc.client5.http.ConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.impl.DefaultConnectionKeepAliveStrategy;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;

/**
 * Keeps HttpClient from reading {@code Keep-Alive} headers of hosts whose plan says that
 * they are not to be believed.
 */
final class HintByRoute implements ConnectionKeepAliveStrategy {

	private final Connections connections;

	HintByRoute(Connections connections) {
		this.connections = connections;
	}

	@Override
	public TimeValue getKeepAliveDuration(HttpResponse response, HttpContext context) {
		Exchange exchange = Exchange.of(context);
		if (exchange != null && !this.connections.route(exchange.route()).plan().hint()) {
			return TimeValue.NEG_ONE_MILLISECOND;
		}
		return DefaultConnectionKeepAliveStrategy.INSTANCE.getKeepAliveDuration(response, context);
	}

}
