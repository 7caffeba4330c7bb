package io.github.keepalive.connection;

import java.util.List;

import io.github.keepalive.policy.ClientKeepAlive;
import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.Finding;
import org.jspecify.annotations.Nullable;

/**
 * What reports, metrics and read-back know of a client's pool.
 *
 * @since 0.1.0
 */
public interface PoolView {

	/**
	 * Returns the name of the client in reports.
	 * @return the name
	 */
	String client();

	/**
	 * Returns the transport: {@code httpcomponents}, {@code reactor-netty},
	 * {@code jetty}, {@code jdk}.
	 * @return the transport
	 */
	String transport();

	/**
	 * Takes a picture of the pool, one row for each route.
	 * @return the rows
	 */
	List<PoolSnapshot> snapshot();

	/**
	 * Returns the idle time in force in the built client, after everyone's customizers
	 * have run.
	 * @param plan what was planned for a route
	 * @return the idle time, or {@code null} if the transport tells nothing
	 */
	default @Nullable Derived idleTimeout(ClientKeepAlive plan) {
		return null;
	}

	/**
	 * Returns the idle time in force on a route, what its peer said and what was learned
	 * of it included.
	 * @param state the state of the route
	 * @return the idle time
	 */
	default Derived inForce(RouteState state) {
		Derived read = idleTimeout(state.plan());
		Derived live = state.hint().shorten(state.idleTimeout());
		return (read != null && read.value().compareTo(live.value()) <= 0) ? read : live;
	}

	/**
	 * Returns what else was read back from the built client and is not as planned.
	 * @return findings that do not name the client, whose message goes on after its name
	 */
	default List<Finding> deviations() {
		return List.of();
	}

	/**
	 * Returns whether the library was seen to repeat requests by a strategy that is not
	 * ours.
	 * @return {@code true} if so, {@code false} if it does not or nobody can tell
	 */
	default boolean repeatsByItself() {
		return false;
	}

	/**
	 * One route of one client's pool.
	 *
	 * @param client name of the client
	 * @param transport the transport
	 * @param route where the connections lead to, or {@code null} if the transport only
	 * counts in total
	 * @param active connections in use, or {@code null} if unknown
	 * @param idle connections waiting, or {@code null} if unknown
	 * @param pending requests waiting for a connection, or {@code null} if unknown
	 * @param max most connections allowed, or {@code null} if unlimited or unknown
	 * @param state what is known of the route, or {@code null} if the transport tells
	 * nothing
	 */
	record PoolSnapshot(String client, String transport, @Nullable Route route, @Nullable Integer active,
			@Nullable Integer idle, @Nullable Integer pending, @Nullable Integer max, @Nullable RouteState state) {

		/**
		 * Returns what was counted.
		 * @return the counters, or {@code null} if the transport tells nothing
		 */
		public @Nullable RouteCounters counters() {
			return (this.state != null) ? this.state.counters() : null;
		}

	}

}
