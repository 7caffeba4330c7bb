package io.github.keepalive.connection;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

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
