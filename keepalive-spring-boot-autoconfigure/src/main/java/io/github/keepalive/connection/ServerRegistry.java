package io.github.keepalive.connection;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The embedded servers of one application context. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ServerRegistry {

	private final List<ServerView> servers = new CopyOnWriteArrayList<>();

	/**
	 * Adds a server.
	 * @param server the server
	 */
	public void register(ServerView server) {
		this.servers.add(Objects.requireNonNull(server, "'server' must not be null"));
	}

	/**
	 * Returns the servers.
	 * @return the servers, in the order they were built
	 */
	public List<ServerView> servers() {
		return List.copyOf(this.servers);
	}

}
