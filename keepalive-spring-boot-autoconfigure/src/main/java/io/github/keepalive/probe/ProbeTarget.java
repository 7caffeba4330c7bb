package io.github.keepalive.probe;

import java.time.Duration;
import java.util.Objects;

import io.github.keepalive.connection.Route;
import org.jspecify.annotations.Nullable;

/**
 * What a probe of one upstream does. Made by the {@link ProbePlanner}, which has checked
 * it.
 *
 * @param upstream name of the upstream
 * @param route host and port
 * @param method HTTP method of the request
 * @param path path and query, as they are sent
 * @param limit how long a probe waits for the end of its connection
 * @param tls whom the probe trusts, or {@code null} for a connection without TLS
 * @since 0.1.0
 */
public record ProbeTarget(String upstream, Route route, String method, String path, Duration limit,
		@Nullable ProbeTls tls) {

	private static final int HTTP = 80;

	private static final int HTTPS = 443;

	public ProbeTarget {
		Objects.requireNonNull(upstream, "'upstream' must not be null");
		Objects.requireNonNull(route, "'route' must not be null");
		Objects.requireNonNull(method, "'method' must not be null");
		Objects.requireNonNull(path, "'path' must not be null");
		Objects.requireNonNull(limit, "'limit' must not be null");
	}

	static int defaultPort(boolean tls) {
		return tls ? HTTPS : HTTP;
	}

	String request() {
		return this.method + " " + this.path + " HTTP/1.1\r\nHost: " + authority()
				+ "\r\nUser-Agent: keepalive-probe\r\nAccept: */*\r\nConnection: keep-alive\r\n\r\n";
	}

	private String authority() {
		String host = this.route.host();
		return (this.route.port() == defaultPort(this.tls != null)) ? host : host + ":" + this.route.port();
	}

	/**
	 * Returns the host for the resolver and for TLS.
	 * @return a name, or an address without brackets
	 */
	String host() {
		String host = this.route.host();
		return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
	}

	boolean headRequest() {
		return this.method.equals("HEAD");
	}

	String origin() {
		return ((this.tls != null) ? "https" : "http") + "://" + authority();
	}

	@Override
	public String toString() {
		// Never path and query.
		return this.upstream + " (" + origin() + ")";
	}

}
