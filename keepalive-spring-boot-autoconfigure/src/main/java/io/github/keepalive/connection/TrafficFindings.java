package io.github.keepalive.connection;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.github.keepalive.connection.PoolView.PoolSnapshot;
import io.github.keepalive.policy.Durations;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.Severity;

/**
 * Notices in the counters of the pools what no setting shows: dead connections again and
 * again, which repeats hide, and pools that are too small. Reads only, when findings are
 * collected.
 *
 * @since 0.1.0
 */
public final class TrafficFindings implements FindingSource {

	/**
	 * So that a client which calls the whole world does not report all of it.
	 */
	private static final int MOST = 20;

	private static final int ENOUGH_EVICTED = 10;

	private static final int EVICTED_PER_OPENED = 10;

	private static final List<String> SIZES = List.of("keepalive.client.max-connections",
			"keepalive.client.max-connections-per-route");

	private final PoolRegistry pools;

	private final IdleClock clock;

	/**
	 * Creates the observation.
	 * @param pools the pools of this context's clients
	 * @param clock where to read the time
	 */
	public TrafficFindings(PoolRegistry pools, IdleClock clock) {
		this.pools = Objects.requireNonNull(pools, "'pools' must not be null");
		this.clock = Objects.requireNonNull(clock, "'clock' must not be null");
	}

	@Override
	public List<Finding> findings() {
		Tick now = this.clock.now();
		List<Finding> findings = new ArrayList<>();
		for (PoolView view : this.pools.views()) {
			view.snapshot().forEach((row) -> look(row, now, findings));
		}
		return (findings.size() > MOST) ? List.copyOf(findings.subList(0, MOST)) : findings;
	}

	private static void look(PoolSnapshot row, Tick now, List<Finding> findings) {
		if (row.state() != null && row.state().counters().staleRecurs(now)) {
			findings.add(hidden(row.state()));
		}
		if (row.state() != null && evicts(row.state().counters())) {
			findings.add(evicting(row, row.state().counters()));
		}
		else if (row.pending() != null && row.pending() > 0) {
			findings.add(queueing(row, row.pending()));
		}
	}

	private static Finding hidden(RouteState state) {
		RouteCounters counters = state.counters();
		StaleHour hour = counters.staleHour();
		return new Finding("KA044", Severity.WARN,
				"Pooled connections to " + state.route() + " keep turning out to be dead: " + hour.stale()
						+ " requests in one hour met one, in " + hour.minutes()
						+ " different minutes, after an idle time of "
						+ Durations.format(hour.youngest().truncatedTo(ChronoUnit.MILLIS)) + " or more; "
						+ counters.getRepeated()
						+ " requests were repeated so far. Something closes idle connections sooner than the "
						+ Durations.format(state.idleTimeout().value()) + " that we keep them, and repeats hide it.",
				"Look up the idle timeout of what is in front of that host and set 'keepalive.proxy.idle' (or that of its"
						+ " upstream), name what is between in 'keepalive.proxy.also', or set 'keepalive.client.idle'"
						+ " below that idle time.",
				List.of("keepalive.proxy.idle", "keepalive.proxy.also", "keepalive.client.idle"));
	}

	private static boolean evicts(RouteCounters counters) {
		long evicted = counters.getClosed(CloseReason.EVICTED);
		return evicted >= ENOUGH_EVICTED && evicted * EVICTED_PER_OPENED >= counters.getOpened();
	}

	private static Finding evicting(PoolSnapshot row, RouteCounters counters) {
		return new Finding("KA043", Severity.INFO,
				pool(row) + " gives up connections before their time: " + counters.getClosed(CloseReason.EVICTED)
						+ " of " + counters.getOpened()
						+ " were closed while idle by the library, as a full pool does to make room for others.",
				"Raise 'keepalive.client.max-connections', unless the limit is meant to protect what is called, or the"
						+ " application itself evicts idle connections.",
				SIZES);
	}

	private static Finding queueing(PoolSnapshot row, int pending) {
		return new Finding("KA043", Severity.INFO,
				pool(row) + " is full at this moment: "
						+ ((pending > 1) ? pending + " requests wait" : "1 request waits") + " for one of "
						+ ((row.max() != null) ? row.max() + " connections" : "its connections") + ".",
				"If that is usual, raise 'keepalive.client.max-connections-per-route' or 'keepalive.client.max-connections',"
						+ " unless the limit is meant to protect what is called.",
				SIZES);
	}

	private static String pool(PoolSnapshot row) {
		return "The pool of client " + row.client() + ((row.route() != null) ? " for " + row.route() : "");
	}

}
