package io.github.keepalive.client.jetty;

import io.github.keepalive.connection.ConnectionLife;
import io.github.keepalive.connection.Connections;
import io.github.keepalive.connection.RouteState;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.transport.ResponseListeners;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * Notes when the head of a response arrives and what it says about keep-alive. Not called
 * for responses that Jetty handles by itself (redirects, authentication): there nobody
 * can read slowly, and completion is as good.
 */
final class ResponseHead implements Response.BeginListener, Response.HeadersListener {

	private final Request request;

	private final RouteState route;

	private final ConnectionLife life;

	private final Connections connections;

	ResponseHead(Request request, RouteState route, ConnectionLife life, Connections connections) {
		this.request = request;
		this.route = route;
		this.life = life;
		this.connections = connections;
	}

	void listen(ResponseListeners listeners) {
		listeners.addBeginListener(this);
		if (this.route.plan().hint()) {
			listeners.addHeadersListener(this);
		}
	}

	@Override
	public void onBegin(Response response) {
		// The listeners of a first request also hear the legs that follow it, which may
		// run on other connections.
		if (response.getRequest() == this.request) {
			this.life.responseHead(this.connections.now());
		}
	}

	@Override
	public void onHeaders(Response response) {
		if (response.getRequest() == this.request) {
			this.route.hinted(this.life, keepAlive(response.getHeaders()));
		}
	}

	private static @Nullable String keepAlive(HttpFields headers) {
		String first = headers.get(HttpHeader.KEEP_ALIVE);
		return (first != null && headers.getFields(HttpHeader.KEEP_ALIVE).size() > 1)
				? String.join(",", headers.getValuesList(HttpHeader.KEEP_ALIVE)) : first;
	}

}
