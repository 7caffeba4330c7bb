package io.github.keepalive.probe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.policy.Durations;
import io.github.keepalive.probe.ProbeRefusedException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The probes of an application: one at a time for each upstream, {@value #MOST_RUNNING}
 * in all, and of each the last report. Nothing runs until one is asked for. Thread-safe;
 * the runs are guarded by a lock.
 *
 * @since 0.1.0
 */
public final class Probes implements AutoCloseable {

	static final int MOST_RUNNING = 4;

	private static final Duration JOIN = Duration.ofSeconds(2);

	private final Map<String, ProbeTarget> targets = new TreeMap<>();

	private final Map<String, ProbeRun> runs = new HashMap<>();

	private final ReentrantLock lock = new ReentrantLock();

	private final IdleClock clock;

	private final ProbeListener listener;

	private final Patience patience;

	private boolean closed;

	/**
	 * Creates the probes.
	 * @param targets what can be probed
	 * @param clock where the time is read
	 * @param listener told of results
	 */
	public Probes(List<ProbeTarget> targets, IdleClock clock, ProbeListener listener) {
		this(targets, clock, listener, Patience.DEFAULT);
	}

	Probes(List<ProbeTarget> targets, IdleClock clock, ProbeListener listener, Patience patience) {
		targets.forEach((target) -> this.targets.put(target.upstream(), target));
		this.clock = clock;
		this.listener = listener;
		this.patience = patience;
	}

	/**
	 * Starts a probe and returns at once.
	 * @param upstream name of the upstream
	 * @param idle after which idle time a second request is sent, or {@code null} to wait
	 * for the end of the connection
	 * @return how far it is
	 * @throws ProbeRefusedException if it cannot be started
	 */
	public ProbeReport start(String upstream, @Nullable Duration idle) {
		ProbeTarget target = target(upstream);
		if (idle != null && (idle.compareTo(ProbePlanner.SHORTEST) < 0 || idle.compareTo(ProbePlanner.LONGEST) > 0)) {
			throw new ProbeRefusedException(Reason.INVALID,
					"'idle' is " + Durations.format(idle) + ", but must be between 500ms and 20m");
		}
		this.lock.lock();
		try {
			check(upstream);
			ProbeRun run = new ProbeRun(target, idle, this.patience, this.clock, this.listener);
			this.runs.put(upstream, run);
			run.start();
			return run.report();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void check(String upstream) {
		if (this.closed) {
			throw new ProbeRefusedException(Reason.CLOSED, "The application is shutting down");
		}
		List<String> running = this.runs.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().occupied())
			.map(Map.Entry::getKey)
			.sorted()
			.toList();
		if (running.contains(upstream)) {
			throw new ProbeRefusedException(Reason.RUNNING,
					"A probe of '" + upstream + "' is running; DELETE cancels it");
		}
		if (running.size() >= MOST_RUNNING) {
			throw new ProbeRefusedException(Reason.BUSY, MOST_RUNNING + " probes are running, of "
					+ String.join(", ", running) + "; wait for one of them, or cancel it");
		}
	}

	private ProbeTarget target(String upstream) {
		ProbeTarget target = this.targets.get(upstream);
		if (target == null) {
			// What was asked for is not repeated: it may be anything.
			throw new ProbeRefusedException(Reason.UNKNOWN,
					"No upstream of that name has a 'keepalive.upstreams.<name>.probe.uri'. " + (this.targets.isEmpty()
							? "None has" : "Those that have one: " + String.join(", ", this.targets.keySet())));
		}
		return target;
	}

	/**
	 * Returns how far the probe of an upstream is, or the last one was.
	 * @param upstream name of the upstream
	 * @return the report
	 * @throws ProbeRefusedException if it cannot be probed
	 */
	public ProbeReport report(String upstream) {
		ProbeTarget target = target(upstream);
		ProbeRun run = run(upstream);
		return (run != null) ? run.report() : ProbeReport.notStarted(target);
	}

	/**
	 * Returns the reports of all upstreams that can be probed.
	 * @return the reports, by name
	 */
	public List<ProbeReport> reports() {
		return this.targets.keySet().stream().map(this::report).toList();
	}

	/**
	 * Cancels the probe of an upstream; one that has ended stays as it is.
	 * @param upstream name of the upstream
	 * @return the report
	 * @throws ProbeRefusedException if it cannot be probed
	 */
	public ProbeReport cancel(String upstream) {
		target(upstream);
		ProbeRun run = run(upstream);
		if (run != null) {
			run.cancel();
			// So that the next one can be started when this returns.
			run.join(JOIN);
		}
		return report(upstream);
	}

	private @Nullable ProbeRun run(String upstream) {
		this.lock.lock();
		try {
			return this.runs.get(upstream);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Cancels what is running and waits until it has ended.
	 */
	@Override
	public void close() {
		List<ProbeRun> open;
		this.lock.lock();
		try {
			this.closed = true;
			open = new ArrayList<>(this.runs.values());
		}
		finally {
			this.lock.unlock();
		}
		open.forEach(ProbeRun::cancel);
		open.forEach((run) -> run.join(JOIN));
	}

}
