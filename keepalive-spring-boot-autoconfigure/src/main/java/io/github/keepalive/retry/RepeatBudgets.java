package io.github.keepalive.retry;

import java.net.URI;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.github.keepalive.connection.Tick;
import io.github.keepalive.fault.RepeatBudget;
import org.jspecify.annotations.Nullable;

/**
 * The repeat budgets, one for each host and port. Thread-safe, lock-free once a host is
 * known.
 *
 * @since 0.1.0
 */
public final class RepeatBudgets {

	/**
	 * Beyond this many hosts further ones share a budget, so that a client that calls the
	 * whole world does not fill the heap.
	 */
	static final int MOST_HOSTS = 1_000;

	private static final String OTHERS = "*";

	private final double perRequest;

	private final int perSecond;

	private final int burst;

	private final ConcurrentMap<String, RepeatBudget> budgets = new ConcurrentHashMap<>();

	/**
	 * Creates the budgets.
	 * @param perRequest tokens earned by each request, between 0 and 1
	 * @param perSecond tokens earned each second
	 * @param burst size of the bucket
	 */
	public RepeatBudgets(double perRequest, int perSecond, int burst) {
		this.perRequest = perRequest;
		this.perSecond = perSecond;
		this.burst = burst;
	}

	RepeatBudget of(URI uri, Tick now) {
		String authority = authority(uri);
		RepeatBudget known = this.budgets.get(authority);
		if (known != null) {
			return known;
		}
		String kept = (this.budgets.size() < MOST_HOSTS) ? authority : OTHERS;
		return this.budgets.computeIfAbsent(kept,
				(key) -> new RepeatBudget(this.perRequest, this.perSecond, this.burst, now.nanos()));
	}

	static String authority(URI uri) {
		String authority = uri.getRawAuthority();
		if (authority == null) {
			return OTHERS;
		}
		// User information is a credential: neither kept nor logged.
		int at = authority.lastIndexOf('@');
		return (at < 0) ? authority : authority.substring(at + 1);
	}

	int size() {
		return this.budgets.size();
	}

	@Nullable RepeatBudget find(String authority) {
		return this.budgets.get(authority);
	}

}
