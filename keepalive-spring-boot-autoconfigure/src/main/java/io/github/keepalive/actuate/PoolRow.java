package io.github.keepalive.actuate;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.connection.PoolView;
import io.github.keepalive.connection.PoolView.PoolSnapshot;
import io.github.keepalive.connection.Route;
import io.github.keepalive.connection.RouteState;
import io.github.keepalive.connection.WindowReading;
import io.github.keepalive.policy.ClientKeepAlive;
import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.UpstreamKeepAlive;
import org.jspecify.annotations.Nullable;

/**
 * One route of one client, with the idle time that is in force there.
 *
 * @param pool the picture of the pool
 * @param upstream the upstream it belongs to, or {@code null} for all other hosts
 * @param idleTimeout the idle time in force, or {@code null} if unknown
 */
record PoolRow(PoolSnapshot pool, @Nullable String upstream, @Nullable Derived idleTimeout) {

	static List<PoolRow> of(PoolRegistry pools, KeepAlivePolicy policy) {
		List<PoolRow> rows = new ArrayList<>();
		for (PoolView view : pools.views()) {
			view.snapshot().forEach((pool) -> rows.add(of(view, pool, policy)));
		}
		return rows;
	}

	private static PoolRow of(PoolView view, PoolSnapshot pool, KeepAlivePolicy policy) {
		RouteState state = pool.state();
		if (state != null) {
			return new PoolRow(pool, state.upstream(), view.inForce(state));
		}
		Route route = pool.route();
		UpstreamKeepAlive upstream = (route != null) ? policy.upstream(route.host(), route.port()) : null;
		ClientKeepAlive plan = (upstream != null) ? upstream.client() : policy.client();
		return new PoolRow(pool, (upstream != null) ? upstream.name() : null, view.idleTimeout(plan));
	}

	/**
	 * Returns what was learned and measured of the peer's window.
	 * @return what is known
	 */
	WindowReading reading() {
		RouteState state = this.pool.state();
		return (state != null) ? state.window() : WindowReading.NOTHING;
	}

	/**
	 * Returns whether connections are kept for longer than the peer was seen to keep
	 * them.
	 * @return {@code true} if so
	 */
	boolean tooLong() {
		return this.idleTimeout != null && reading().isExceededBy(this.idleTimeout.value());
	}

	/**
	 * Returns the window by the peer's own word.
	 * @return the window, or {@code null} for no word
	 */
	@Nullable Derived hint() {
		RouteState state = this.pool.state();
		return (state != null) ? state.hint().window() : null;
	}

	/**
	 * Returns whether this may be about connections to an upstream.
	 * @param name the upstream, or {@code null} for all other hosts
	 * @return {@code true} for a row of that upstream, and for one that stands for all
	 * hosts
	 */
	boolean concerns(@Nullable String name) {
		return this.pool.route() == null || Objects.equals(this.upstream, name);
	}

}
