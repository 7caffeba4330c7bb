package io.github.keepalive.client.apache;

import io.github.keepalive.connection.Route;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.core5.http.HttpHost;

/**
 * Translates HttpClient's routes.
 */
final class Routes {

	private Routes() {
	}

	static Route of(HttpRoute route) {
		HttpHost target = route.getTargetHost();
		HttpHost proxy = route.getProxyHost();
		return new Route(target.getHostName(), target.getPort(),
				(proxy != null) ? new Route.Via(proxy.getHostName(), proxy.getPort(), route.isTunnelled()) : null);
	}

}
