package io.github.keepalive.connection;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The embedded servers of one application context. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ServerRegistry {

	/**
	 * Name of the server that answers the application's own requests.
	 */
	public static final String MAIN = "main";

	/**
	 * Name of the server that answers the actuator's requests on a port of its own.
	 */
	public static final String MANAGEMENT = "management";

	private final List<ServerView> servers = new CopyOnWriteArrayList<>();

	private final List<Consumer<ServerView>> listeners = new CopyOnWriteArrayList<>();

	private final Drains drains = new Drains();

	/**
	 * Adds a server, in the place of an earlier one of the same name: a server that was
	 * built again is no second server.
	 * @param server the server
	 */
	public synchronized void register(ServerView server) {
		Objects.requireNonNull(server, "'server' must not be null");
		this.servers.removeIf((earlier) -> earlier.name().equals(server.name()));
		this.servers.add(server);
		this.listeners.forEach((listener) -> listener.accept(server));
	}

	/**
	 * Names the one who is told of servers, those that are there already included. Of a
	 * server that starts just now it may be told twice.
	 * @param listener whom to tell
	 */
	public void whenRegistered(Consumer<ServerView> listener) {
		this.listeners.add(Objects.requireNonNull(listener, "'listener' must not be null"));
		this.servers.forEach(listener);
	}

	/**
	 * Returns the servers.
	 * @return the servers, in the order they were built
	 */
	public List<ServerView> servers() {
		return List.copyOf(this.servers);
	}

	/**
	 * Returns which of the servers can be drained.
	 * @return the drains
	 */
	public Drains drains() {
		return this.drains;
	}

}
