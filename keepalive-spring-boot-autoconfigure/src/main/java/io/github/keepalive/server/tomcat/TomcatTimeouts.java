package io.github.keepalive.server.tomcat;

import java.time.Duration;

import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.Durations;
import io.github.keepalive.policy.Origin;
import io.github.keepalive.policy.ServerKeepAlive;
import org.apache.coyote.UpgradeProtocol;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http2.Http2Protocol;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.tomcat.autoconfigure.TomcatServerProperties;

/**
 * The timeouts of one Tomcat connector: what the application set stays, the policy fills
 * the gaps.
 *
 * @param idle idle time of kept connections, the shorter one of HTTP/1.1 and HTTP/2, or
 * {@code null} for no limit
 * @param header patience from accept to the first byte and between bytes of a request, or
 * {@code null} for no limit
 */
record TomcatTimeouts(@Nullable Derived idle, @Nullable Derived header) {

	/**
	 * {@code org.apache.coyote.http11.Constants.DEFAULT_CONNECTION_TIMEOUT}, Tomcat 11.
	 */
	private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

	/**
	 * {@code Http2Protocol.DEFAULT_KEEP_ALIVE_TIMEOUT}, Tomcat 11: below every common
	 * proxy's window.
	 */
	private static final Duration DEFAULT_HTTP2_TIMEOUT = Duration.ofSeconds(20);

	private static final String TOMCAT = "Tomcat";

	private static final String BY_CUSTOMIZER = "set by a connector customizer of the application";

	static TomcatTimeouts apply(AbstractHttp11Protocol<?> protocol, ServerKeepAlive policy,
			@Nullable TomcatServerProperties properties) {
		Duration keepAlive = (properties != null) ? properties.getKeepAliveTimeout() : null;
		Duration connection = (properties != null) ? properties.getConnectionTimeout() : null;
		// Before the connection timeout, which an unset keep-alive timeout follows.
		Derived idle = applyIdle(protocol, policy, keepAlive, connection);
		for (UpgradeProtocol upgrade : protocol.findUpgradeProtocols()) {
			if (upgrade instanceof Http2Protocol http2) {
				idle = shorter(idle, applyIdle(http2, policy, keepAlive));
			}
		}
		return new TomcatTimeouts(idle, applyHeader(protocol, policy, idle, connection));
	}

	private static @Nullable Derived applyIdle(AbstractHttp11Protocol<?> protocol, ServerKeepAlive policy,
			@Nullable Duration keepAlive, @Nullable Duration connection) {
		Duration current = positive(protocol.getKeepAliveTimeout());
		if (keepAlive != null && keepAlive.toMillis() == protocol.getKeepAliveTimeout()) {
			return configured(current, "server.tomcat.keep-alive-timeout " + Durations.format(keepAlive));
		}
		if (protocol.getKeepAliveTimeout() != protocol.getConnectionTimeout()) {
			return configured(current, BY_CUSTOMIZER);
		}
		if (current == null && !policy.exact()) {
			// No limit already outlasts every proxy.
			return null;
		}
		Derived planned = policy.idleTimeoutFor(current, TOMCAT);
		if (planned != null) {
			protocol.setKeepAliveTimeout(Math.toIntExact(planned.value().toMillis()));
		}
		if (planned == null || planned.origin() != Origin.LIBRARY || DEFAULT_TIMEOUT.equals(current)) {
			return planned;
		}
		return configured(current,
				((connection != null) ? "server.tomcat.connection-timeout " + Durations.format(connection)
						: "connection timeout " + BY_CUSTOMIZER) + ", which the keep-alive timeout follows");
	}

	private static @Nullable Derived applyIdle(Http2Protocol http2, ServerKeepAlive policy,
			@Nullable Duration keepAlive) {
		Duration current = positive(http2.getKeepAliveTimeout());
		if (keepAlive != null && keepAlive.toMillis() == http2.getKeepAliveTimeout()) {
			return configured(current, "server.tomcat.keep-alive-timeout " + Durations.format(keepAlive));
		}
		if (!DEFAULT_HTTP2_TIMEOUT.equals(current)) {
			return configured(current, "HTTP/2 keep-alive timeout " + BY_CUSTOMIZER);
		}
		Derived planned = policy.idleTimeoutFor(DEFAULT_TIMEOUT, TOMCAT);
		if (policy.idleTimeout() == null || planned == null) {
			return Derived.byLibrary(DEFAULT_HTTP2_TIMEOUT, "Tomcat HTTP/2");
		}
		http2.setKeepAliveTimeout(planned.value().toMillis());
		return planned;
	}

	private static @Nullable Derived applyHeader(AbstractHttp11Protocol<?> protocol, ServerKeepAlive policy,
			@Nullable Derived idle, @Nullable Duration connection) {
		Duration current = positive(protocol.getConnectionTimeout());
		if (connection != null && connection.toMillis() == protocol.getConnectionTimeout()) {
			return configured(current, "server.tomcat.connection-timeout " + Durations.format(connection));
		}
		if (!DEFAULT_TIMEOUT.equals(current)) {
			return configured(current, "connection timeout " + BY_CUSTOMIZER);
		}
		// Even where a shorter idle time was set: a balancer keeps what it opened ahead
		// for as long as what it has used.
		Derived longest = longer(idle, policy.idleTimeout());
		Derived planned = policy.headerTimeoutFor((longest != null) ? longest.value() : null, DEFAULT_TIMEOUT, TOMCAT);
		if (planned.value().compareTo(DEFAULT_TIMEOUT) < 0) {
			// The same knob is the patience with request bodies and slow readers.
			return Derived.byLibrary(DEFAULT_TIMEOUT, TOMCAT)
				.because("not lowered to " + planned + ", which would also cut slow bodies");
		}
		protocol.setConnectionTimeout(Math.toIntExact(planned.value().toMillis()));
		return planned;
	}

	static @Nullable Duration positive(long millis) {
		return (millis > 0) ? Duration.ofMillis(millis) : null;
	}

	private static @Nullable Derived configured(@Nullable Duration value, String reason) {
		return (value != null) ? new Derived(value, Origin.CONFIGURED, reason) : null;
	}

	private static @Nullable Derived shorter(@Nullable Derived a, @Nullable Derived b) {
		if (a == null || b == null) {
			return (a != null) ? a : b;
		}
		return (b.value().compareTo(a.value()) < 0) ? b : a;
	}

	private static @Nullable Derived longer(@Nullable Derived a, @Nullable Derived b) {
		if (a == null || b == null) {
			return (a != null) ? a : b;
		}
		return (b.value().compareTo(a.value()) > 0) ? b : a;
	}

}
