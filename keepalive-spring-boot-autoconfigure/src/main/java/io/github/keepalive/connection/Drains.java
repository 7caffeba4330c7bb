package io.github.keepalive.connection;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The servers of one application context that can be drained, and how far that is.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class Drains {

	private final Map<String, Drainable> servers = new ConcurrentHashMap<>();

	private volatile @Nullable Duration period;

	private volatile Stage stage = Stage.READY;

	/**
	 * Adds a server, in the place of an earlier one of the same name.
	 * @param server the server
	 */
	public void register(Drainable server) {
		Objects.requireNonNull(server, "'server' must not be null");
		this.servers.put(server.server(), server);
	}

	/**
	 * Returns the servers.
	 * @return the servers
	 */
	public List<Drainable> servers() {
		return List.copyOf(this.servers.values());
	}

	/**
	 * Returns the server of that name.
	 * @param name the name
	 * @return the server, or {@code null} if it is not drained
	 */
	public @Nullable Drainable server(String name) {
		return this.servers.get(name);
	}

	/**
	 * Says how long a drain takes.
	 * @param period the longest time
	 */
	public void plan(Duration period) {
		this.period = Objects.requireNonNull(period, "'period' must not be null");
	}

	/**
	 * Returns how long a drain takes.
	 * @return the longest time, or {@code null} if there is none
	 */
	public @Nullable Duration period() {
		return this.period;
	}

	/**
	 * Enters a stage.
	 * @param stage the stage
	 */
	public void enter(Stage stage) {
		this.stage = Objects.requireNonNull(stage, "'stage' must not be null");
	}

	/**
	 * Returns how far it is.
	 * @return the stage
	 */
	public Stage stage() {
		return this.stage;
	}

	/**
	 * How far a drain is.
	 */
	public enum Stage {

		/**
		 * The application runs.
		 */
		READY,

		/**
		 * Every response ends its connection.
		 */
		DRAINING,

		/**
		 * The server stops.
		 */
		DRAINED

	}

}
