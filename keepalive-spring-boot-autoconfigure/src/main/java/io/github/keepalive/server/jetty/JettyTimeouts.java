package io.github.keepalive.server.jetty;

import java.time.Duration;

import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.Durations;
import io.github.keepalive.policy.Origin;
import io.github.keepalive.policy.ServerKeepAlive;
import org.eclipse.jetty.server.AbstractConnector;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.jetty.autoconfigure.JettyServerProperties;

/**
 * The timeouts of one Jetty connector: what the application set stays, the policy fills
 * the gap.
 *
 * @param idle idle time of kept connections, or {@code null} for no limit
 * @param header patience from accept to the first byte and between bytes of a request, or
 * {@code null} for no limit
 */
record JettyTimeouts(@Nullable Derived idle, @Nullable Derived header) {

	/**
	 * {@code AbstractConnector._idleTimeout}, Jetty 12.1.
	 */
	private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

	private static final String JETTY = "Jetty";

	static JettyTimeouts of(AbstractConnector connector, ServerKeepAlive policy,
			@Nullable JettyServerProperties properties) {
		Duration current = positive(connector.getIdleTimeout());
		Duration configured = (properties != null) ? properties.getConnectionIdleTimeout() : null;
		if (configured != null && configured.toMillis() == connector.getIdleTimeout()) {
			return everywhere(
					configured(current, "server.jetty.connection-idle-timeout " + Durations.format(configured)));
		}
		if (!DEFAULT_TIMEOUT.equals(current)) {
			return everywhere(configured(current, "set by a server customizer of the application"));
		}
		Derived idle = policy.idleTimeoutFor(DEFAULT_TIMEOUT, JETTY);
		boolean shorter = idle != null && idle.value().compareTo(DEFAULT_TIMEOUT) < 0;
		return shorter ? new JettyTimeouts(idle, Derived.byLibrary(DEFAULT_TIMEOUT, JETTY)) : everywhere(idle);
	}

	/**
	 * Sets the timeouts.
	 * @param connector the connector
	 * @param idleConnections what closes connections earlier than the connector does
	 */
	void apply(AbstractConnector connector, IdleConnections idleConnections) {
		if (this.idle == null || this.header == null) {
			return;
		}
		connector.setIdleTimeout(this.header.value().toMillis());
		// Jetty's own timeout also ends slow handlers, uploads and readers, so it can be
		// raised but not lowered.
		if (this.idle.value().compareTo(this.header.value()) < 0) {
			idleConnections.limit(connector, this.idle.value());
		}
	}

	private static JettyTimeouts everywhere(@Nullable Derived idle) {
		return new JettyTimeouts(idle, (idle != null) ? idle.because("Jetty has one timeout for both") : null);
	}

	static @Nullable Duration positive(long millis) {
		return (millis > 0) ? Duration.ofMillis(millis) : null;
	}

	private static @Nullable Derived configured(@Nullable Duration value, String reason) {
		return (value != null) ? new Derived(value, Origin.CONFIGURED, reason) : null;
	}

}
