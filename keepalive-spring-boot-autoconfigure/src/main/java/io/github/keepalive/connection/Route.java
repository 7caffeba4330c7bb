package io.github.keepalive.connection;

import java.util.Locale;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Where a pool's connections lead to.
 *
 * @param host host name or address, in lower case
 * @param port port number
 * @param via the outbound proxy that the connections go through, or {@code null} for none
 * @since 0.1.0
 */
public record Route(String host, int port, @Nullable Via via) {

	public Route {
		Objects.requireNonNull(host, "'host' must not be null");
		host = host.toLowerCase(Locale.ROOT);
	}

	/**
	 * Creates a route without an outbound proxy.
	 * @param host host name or address
	 * @param port port number
	 */
	public Route(String host, int port) {
		this(host, port, null);
	}

	@Override
	public String toString() {
		return this.host + ":" + this.port + ((this.via != null) ? " via " + this.via : "");
	}

	/**
	 * An outbound proxy.
	 *
	 * @param host host name or address, in lower case
	 * @param port port number
	 * @param tunnel whether connections are tunnels through it ({@code CONNECT}), which
	 * end at the target, or end at the proxy itself
	 */
	public record Via(String host, int port, boolean tunnel) {

		public Via {
			Objects.requireNonNull(host, "'host' must not be null");
			host = host.toLowerCase(Locale.ROOT);
		}

		@Override
		public String toString() {
			return this.host + ":" + this.port;
		}

	}

}
