package io.github.keepalive.connection;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.Severity;
import org.jspecify.annotations.Nullable;

/**
 * The learned windows of all routes, shared by the clients of an application context:
 * what one of them has learned holds for the others. Bounded: of further routes, and of
 * further addresses, nothing is learned. Thread-safe.
 *
 * @since 0.1.0
 */
public final class LearnedWindows {

	/**
	 * Each may keep 32 closes of about 100 bytes.
	 */
	static final int MOST_ADDRESSES = 4_096;

	private final ConcurrentMap<Route, LearnedWindow> windows = new ConcurrentHashMap<>();

	private final AtomicInteger routes = new AtomicInteger();

	private final AtomicInteger addresses = new AtomicInteger();

	private final Set<Route> told = ConcurrentHashMap.newKeySet();

	private volatile @Nullable Consumer<Finding> listener;

	/**
	 * Names the one who is told, once for each route, that a window was learned which is
	 * too short for us. Told on the thread that saw the last close.
	 * @param listener whom to tell
	 */
	public void tellOnce(Consumer<Finding> listener) {
		this.listener = listener;
	}

	void learned(RouteState state) {
		Consumer<Finding> known = this.listener;
		Finding finding = (known != null) ? WindowFindings.look(state, state.hint().shorten(state.idleTimeout()))
				: null;
		if (finding != null && finding.severity() == Severity.WARN && this.told.size() < WindowFindings.MOST
				&& this.told.add(state.route()) && known != null) {
			known.accept(finding);
		}
	}

	/**
	 * Returns the window of a route.
	 * @param route the route
	 * @return its window, created if need be, or {@code null} if there are too many
	 * routes already
	 */
	public @Nullable LearnedWindow window(Route route) {
		LearnedWindow known = this.windows.get(route);
		if (known != null || this.routes.get() >= Connections.MOST_ROUTES) {
			return known;
		}
		return this.windows.computeIfAbsent(route, (key) -> {
			this.routes.incrementAndGet();
			return new LearnedWindow(this);
		});
	}

	/**
	 * Reads what is known of all routes.
	 * @return routes of which anything is known
	 */
	public Map<Route, WindowReading> read() {
		Map<Route, WindowReading> readings = new HashMap<>();
		this.windows.forEach((route, window) -> {
			WindowReading reading = window.read();
			if (reading.estimate() != null || reading.probed() != null || !reading.patterns().isEmpty()) {
				readings.put(route, reading);
			}
		});
		return readings;
	}

	/**
	 * Takes one of the addresses that may be learned from.
	 * @return {@code false} if there is none left
	 */
	boolean mayAddAddress() {
		if (this.addresses.incrementAndGet() <= MOST_ADDRESSES) {
			return true;
		}
		this.addresses.decrementAndGet();
		return false;
	}

}
