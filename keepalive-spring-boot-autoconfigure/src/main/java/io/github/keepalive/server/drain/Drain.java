package io.github.keepalive.server.drain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.github.keepalive.connection.Drainable;
import io.github.keepalive.connection.Drainable.OpenConnection;
import io.github.keepalive.connection.ReadinessPolls;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * One drain of the servers of one application. Used once, by one thread.
 */
final class Drain {

	private static final Log logger = LogFactory.getLog(Drain.class);

	/**
	 * As many checks as balancers commonly want before they give an instance up.
	 */
	private static final int POLLS = 3;

	private static final long PAUSE_MILLIS = 20;

	private static final Duration LONGEST_REFUSAL = Duration.ofSeconds(2);

	private final Collection<Drainable> servers;

	private final DrainLimits limits;

	private final ReadinessPolls polls;

	private final long beganNanos = System.nanoTime();

	private final long refusedBefore;

	Drain(Collection<Drainable> servers, DrainLimits limits, ReadinessPolls polls) {
		this.servers = servers;
		this.limits = limits;
		this.polls = polls;
		this.refusedBefore = polls.refused();
	}

	void announce() {
		this.servers.forEach((server) -> guarded(server, server::closeAfterResponses));
	}

	DrainResult run() throws InterruptedException {
		List<OpenConnection> idleAtFirst = idle();
		Duration reserve = this.limits.reserve();
		boolean early = await(this.limits.period().minus(reserve), new Lasting(reserve, new Silence()));
		refuse();
		// What was accepted last has yet to get to its event loop, and to send its
		// request.
		await(elapsed().plus(reserve.dividedBy(2)), new Lasting(reserve.dividedBy(4), () -> open().isEmpty()));
		long left = left(idleAtFirst);
		List<OpenConnection> ended = end();
		await(elapsed().plus(reserve.dividedBy(2)), () -> ended.stream().noneMatch(OpenConnection::isOpen));
		awaitRequests();
		return new DrainResult(elapsed(), early, told(), left, ended.size(), busy(this.servers).size());
	}

	private void refuse() throws InterruptedException {
		// In a thread of its own: whatever a server does here, it does not hold the stop.
		Thread thread = new Thread(() -> this.servers.forEach((server) -> guarded(server, server::refuse)),
				"keepalive-drain");
		thread.setDaemon(true);
		thread.start();
		TimeUnit.NANOSECONDS.timedJoin(thread, LONGEST_REFUSAL.toNanos());
	}

	private long left(List<OpenConnection> idleAtFirst) {
		long elapsedMillis = elapsed().toMillis();
		return idleAtFirst.stream()
			.filter((connection) -> !connection.isOpen() && connection.silentMillis() >= elapsedMillis)
			.count();
	}

	private List<OpenConnection> end() {
		// A pool uses what it used last: the longest idle ones are the least likely to be
		// used this very moment.
		return idle().stream()
			.sorted(Comparator.comparingLong(OpenConnection::silentMillis).reversed())
			.filter(OpenConnection::end)
			.toList();
	}

	private void awaitRequests() throws InterruptedException {
		List<Drainable> left = this.servers.stream().filter(Drainable::leavesRequestsToUs).toList();
		await(elapsed().plus(this.limits.requests()), () -> busy(left).isEmpty());
	}

	private List<OpenConnection> open() {
		return open(this.servers);
	}

	private List<OpenConnection> idle() {
		return open().stream().filter(OpenConnection::isIdle).toList();
	}

	private static List<OpenConnection> busy(Collection<Drainable> servers) {
		return open(servers).stream().filter((connection) -> connection.isOpen() && !connection.isIdle()).toList();
	}

	private static List<OpenConnection> open(Collection<Drainable> servers) {
		List<OpenConnection> open = new ArrayList<>();
		servers.forEach((server) -> guarded(server, () -> open.addAll(server.open())));
		return open;
	}

	private long told() {
		return this.servers.stream().mapToLong(Drainable::told).sum();
	}

	private Duration elapsed() {
		return Duration.ofNanos(System.nanoTime() - this.beganNanos);
	}

	private boolean await(Duration until, BooleanSupplier condition) throws InterruptedException {
		while (!condition.getAsBoolean()) {
			if (elapsed().compareTo(until) >= 0) {
				return false;
			}
			TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
		}
		return true;
	}

	private static void guarded(Drainable server, Step step) {
		try {
			step.run();
		}
		catch (Exception ex) {
			logger.warn("The " + server.server() + " server is not drained as planned; it stops all the same", ex);
		}
	}

	/**
	 * Whether nobody comes any more. That three checks were answered is not enough: there
	 * may be several who check, and who has just got the third answer has yet to draw the
	 * conclusion.
	 */
	private final class Silence implements BooleanSupplier {

		private long others;

		@Override
		public boolean getAsBoolean() {
			// The checks themselves may come over the same server.
			long others = told() - Drain.this.polls.answered();
			boolean refused = Drain.this.polls.refused() - Drain.this.refusedBefore >= POLLS;
			boolean silent = others <= this.others && refused && open().isEmpty();
			this.others = others;
			return silent;
		}

	}

	/**
	 * Whether a condition has been true for a while.
	 */
	private final class Lasting implements BooleanSupplier {

		private final Duration wanted;

		private final BooleanSupplier condition;

		private Duration since = elapsed();

		Lasting(Duration wanted, BooleanSupplier condition) {
			this.wanted = wanted;
			this.condition = condition;
		}

		@Override
		public boolean getAsBoolean() {
			if (!this.condition.getAsBoolean()) {
				this.since = elapsed();
			}
			return elapsed().minus(this.since).compareTo(this.wanted) >= 0;
		}

	}

	@FunctionalInterface
	private interface Step {

		void run() throws Exception;

	}

}
