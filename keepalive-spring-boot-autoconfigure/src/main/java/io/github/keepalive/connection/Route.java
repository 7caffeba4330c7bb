package io.github.keepalive.connection;

import java.util.Locale;
import java.util.Objects;

/**
 * Where a pool's connections lead to.
 *
 * @param host host name or address, in lower case
 * @param port port number
 * @since 0.1.0
 */
public record Route(String host, int port) {

	public Route {
		Objects.requireNonNull(host, "'host' must not be null");
		host = host.toLowerCase(Locale.ROOT);
	}

	@Override
	public String toString() {
		return this.host + ":" + this.port;
	}

}
