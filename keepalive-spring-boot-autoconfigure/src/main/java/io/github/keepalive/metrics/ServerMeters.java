package io.github.keepalive.metrics;

import java.util.Locale;
import java.util.Objects;

import io.github.keepalive.connection.IdleCloses;
import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.connection.ServerView;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Counts which side closes idle connections of the embedded servers first. A server that
 * cannot tell, such as an additional connector of Tomcat, has no meter.
 *
 * @since 0.1.0
 */
public final class ServerMeters implements MeterBinder {

	private final ServerRegistry servers;

	/**
	 * Creates the binder.
	 * @param servers the servers, those that start later included
	 */
	public ServerMeters(ServerRegistry servers) {
		this.servers = Objects.requireNonNull(servers, "'servers' must not be null");
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.servers.whenRegistered((server) -> bind(server, registry));
	}

	private void bind(ServerView server, MeterRegistry registry) {
		if (server.idleCloses() == null) {
			return;
		}
		for (IdleCloses.Side side : IdleCloses.Side.values()) {
			// By name: a server that is built again takes the place of the earlier one.
			FunctionCounter
				.builder(KeepAliveMeters.SERVER_CONNECTIONS_CLOSED.meterName(), this.servers,
						(known) -> count(known, server.name(), side))
				.baseUnit(KeepAliveMeters.SERVER_CONNECTIONS_CLOSED.unit())
				.description(KeepAliveMeters.SERVER_CONNECTIONS_CLOSED.description())
				.tag("server", server.name())
				.tag("by", side.name().toLowerCase(Locale.ROOT))
				.register(registry);
		}
	}

	private static double count(ServerRegistry servers, String name, IdleCloses.Side side) {
		return servers.servers()
			.stream()
			.filter((server) -> server.name().equals(name))
			.map(ServerView::idleCloses)
			.filter(Objects::nonNull)
			.mapToLong((closes) -> closes.by(side).count())
			.sum();
	}

}
