package io.github.keepalive.connection;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.keepalive.connection.PoolView.PoolSnapshot;
import io.github.keepalive.connection.WindowReading.Estimate;
import io.github.keepalive.connection.WindowReading.Probed;
import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.Durations;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.LearnMode;
import io.github.keepalive.policy.Origin;
import io.github.keepalive.policy.Severity;
import org.jspecify.annotations.Nullable;

/**
 * Compares what was learned and measured of peers with how long clients keep idle
 * connections. Reads only, when findings are collected.
 *
 * @since 0.1.0
 */
public final class WindowFindings implements FindingSource {

	static final String EXCEEDED = "KA050";

	/**
	 * So that a client which calls the whole world does not report all of it.
	 */
	static final int MOST = 20;

	private final PoolRegistry pools;

	/**
	 * Creates the comparison.
	 * @param pools the pools of this context's clients
	 */
	public WindowFindings(PoolRegistry pools) {
		this.pools = Objects.requireNonNull(pools, "'pools' must not be null");
	}

	@Override
	public List<Finding> findings() {
		// Clients share what they learn of a route, and may keep connections for
		// different times.
		Map<Route, Kept> longest = new LinkedHashMap<>();
		for (PoolView view : this.pools.views()) {
			view.snapshot()
				.stream()
				.map(PoolSnapshot::state)
				.filter(Objects::nonNull)
				.forEach((state) -> longest.merge(state.route(), new Kept(state, view.inForce(state)), Kept::longer));
		}
		return longest.values()
			.stream()
			.map((kept) -> look(kept.state, kept.idle))
			.filter(Objects::nonNull)
			.limit(MOST)
			.toList();
	}

	static @Nullable Finding look(RouteState state, Derived idle) {
		WindowReading reading = state.window();
		Duration window = reading.shortest();
		if (window == null) {
			return null;
		}
		// A client that follows tries longer idle times now and then, to see windows
		// grow.
		if (reading.isExceededBy(idle.value()) && state.plan().learn() != LearnMode.ENFORCE) {
			return exceeded(state, idle, reading, window);
		}
		return follows(idle) ? followed(state, idle, reading, window) : null;
	}

	private static boolean follows(Derived idle) {
		return idle.origin() == Origin.LEARNED || idle.origin() == Origin.PROBED;
	}

	private static Finding exceeded(RouteState state, Derived idle, WindowReading reading, Duration window) {
		return new Finding(EXCEEDED, Severity.WARN,
				state.route() + " " + words(reading) + ", but idle connections to it are kept for " + idle + " ("
						+ idle.reason() + "): requests are sent on connections that are being closed.",
				"Set '" + key(state, "proxy.idle") + "' to " + stated(window) + own(state)
						+ ", or have clients follow by themselves with '" + key(state, "client.learn") + ": enforce'.",
				keys(state));
	}

	private static Finding followed(RouteState state, Derived idle, WindowReading reading, Duration window) {
		Derived planned = state.planned();
		return new Finding(EXCEEDED, Severity.INFO,
				state.route() + " " + words(reading) + ", less than the planned client idle time " + planned + " ("
						+ planned.reason() + "). Clients follow and keep idle connections to it for " + idle + ".",
				"Set '" + key(state, "proxy.idle") + "' to " + stated(window) + own(state)
						+ ", so that it is right from the start.",
				keys(state));
	}

	private static String words(WindowReading reading) {
		Estimate estimate = reading.estimate();
		Probed probed = reading.probed();
		Duration shortest = reading.shortest();
		return (estimate != null && estimate.lowest().equals(shortest))
				? WindowWords.learned(estimate, reading.survivedThere())
				: (probed != null) ? WindowWords.probed(probed) : "";
	}

	private static String stated(Duration window) {
		// Rounded down to what people configure.
		Duration tenths = Duration.ofMillis(window.toMillis() / 100 * 100);
		return Durations.format(tenths.isZero() ? window.truncatedTo(ChronoUnit.MILLIS) : tenths);
	}

	private static String own(RouteState state) {
		return (state.upstream() != null) ? ""
				: " (for this host alone: 'keepalive.upstreams.<name>.hosts' and '.proxy.idle')";
	}

	private static List<String> keys(RouteState state) {
		return List.of(key(state, "proxy.idle"), key(state, "client.idle"), key(state, "client.learn"));
	}

	private static String key(RouteState state, String name) {
		return ((state.upstream() != null) ? "keepalive.upstreams." + state.upstream() : "keepalive") + "." + name;
	}

	/**
	 * A route and the longest idle time in force there.
	 *
	 * @param state the route
	 * @param idle the idle time
	 */
	private record Kept(RouteState state, Derived idle) {

		Kept longer(Kept other) {
			return (other.idle.value().compareTo(this.idle.value()) > 0) ? other : this;
		}

	}

}
