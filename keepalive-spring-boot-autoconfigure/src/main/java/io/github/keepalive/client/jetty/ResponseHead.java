package io.github.keepalive.client.jetty;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.keepalive.connection.ConnectionLife;
import io.github.keepalive.connection.Connections;
import io.github.keepalive.connection.RouteState;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.transport.ResponseListeners;
import org.eclipse.jetty.http.HttpHeader;

/**
 * Notes when the head of a response arrives and what it says about keep-alive. Not called
 * for responses that Jetty handles by itself (redirects, authentication): there nobody
 * can read slowly, and completion is as good.
 */
final class ResponseHead implements Response.BeginListener, Response.HeadersListener {

	private static final Pattern TIMEOUT = Pattern.compile("(?:^|[,;\\s])timeout\\s*=\\s*\"?(\\d{1,9})",
			Pattern.CASE_INSENSITIVE);

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
		String value = response.getHeaders().get(HttpHeader.KEEP_ALIVE);
		if (value == null || response.getRequest() != this.request) {
			return;
		}
		Matcher timeout = TIMEOUT.matcher(value);
		if (timeout.find()) {
			Duration told = Duration.ofSeconds(Long.parseLong(timeout.group(1)));
			this.life.hint(told.minus(this.route.plan().margin()));
		}
	}

}
