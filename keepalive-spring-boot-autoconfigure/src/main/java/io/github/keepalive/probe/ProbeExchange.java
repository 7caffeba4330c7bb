package io.github.keepalive.probe;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;

import io.github.keepalive.connection.CloseManner;
import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.connection.Tick;
import io.github.keepalive.policy.Durations;
import io.github.keepalive.probe.ProbeConnection.Arrival;
import org.jspecify.annotations.Nullable;

/**
 * What a probe does on its connection once that is open. Confined to the probe's thread.
 */
final class ProbeExchange {

	private static final int REQUEST_TIMEOUT = 408;

	private static final double CLOCK_TOLERANCE = 0.05;

	private final ProbeTarget target;

	private final @Nullable Duration idle;

	private final Patience patience;

	private final IdleClock clock;

	private final ProbeConnection connection;

	private final Progress progress;

	ProbeExchange(ProbeTarget target, @Nullable Duration idle, Patience patience, IdleClock clock,
			ProbeConnection connection, Progress progress) {
		this.target = target;
		this.idle = idle;
		this.patience = patience;
		this.clock = clock;
		this.connection = connection;
		this.progress = progress;
	}

	ProbeResult run() throws IOException {
		this.connection.send(this.target.request());
		ResponseScanner scanner = new ResponseScanner(this.target.headRequest());
		CloseManner closed = response(scanner);
		Tick idleSince = this.clock.now();
		ResponseHead head = Objects.requireNonNull(scanner.response());
		if (!head.kept(this.target.headRequest())) {
			return ProbeResult.notKept("the response says that the connection is not kept", closed);
		}
		if (scanner.more()) {
			throw new ProbeFailure("More bytes came than the response announced");
		}
		this.progress.update((now) -> now.idle(idleSince));
		return idle(idleSince, scanner);
	}

	/**
	 * Reads the response.
	 * @param scanner where the bytes go
	 * @return how the connection ended with it, or {@code null} if it did not
	 * @throws IOException if there is no complete response
	 */
	private @Nullable CloseManner response(ResponseScanner scanner) throws IOException {
		Tick sentAt = this.clock.now();
		long bytes = 0;
		while (!scanner.complete()) {
			// Read at least once, however late it is: what is there counts.
			Duration left = left(this.patience.response(), sentAt);
			Arrival arrival = this.connection.await(left, scanner);
			bytes += arrival.bytes();
			ResponseHead head = scanner.response();
			if (head != null) {
				this.progress.update((now) -> now.answered(head.status()));
			}
			if (arrival.closed() != null) {
				return ended(arrival.closed(), head);
			}
			if (head != null && !head.kept(this.target.headRequest())) {
				// Its end would be that of the connection: nothing to be learned from it.
				return null;
			}
			if (!scanner.complete() && bytes > this.patience.bytes()) {
				throw new ProbeFailure("The response is larger than " + this.patience.bytes() + " bytes");
			}
			if (!scanner.complete() && (arrival.nothing() || left.isZero())) {
				throw new ProbeFailure("No complete response within " + Durations.format(this.patience.response()));
			}
		}
		return null;
	}

	private Duration left(Duration patience, Tick since) {
		Duration left = patience.minus(since.age(this.clock.now()));
		return left.isNegative() ? Duration.ZERO : left;
	}

	private CloseManner ended(CloseManner manner, @Nullable ResponseHead head) throws IOException {
		if (head == null || head.kept(this.target.headRequest())) {
			throw new ProbeFailure("The connection ended before the response was complete");
		}
		return manner;
	}

	private ProbeResult idle(Tick idleSince, ResponseScanner scanner) throws IOException {
		Duration until = (this.idle != null) ? this.idle : this.target.limit();
		while (true) {
			Duration left = until.minus(age(idleSince));
			if (left.isNegative() || left.isZero()) {
				return (this.idle != null) ? second(idleSince) : ProbeResult.open(until);
			}
			Arrival arrival = this.connection.await(left, scanner);
			if (!arrival.nothing()) {
				return ended(arrival, age(idleSince), scanner);
			}
		}
	}

	private ProbeResult ended(Arrival arrival, Duration age, ResponseScanner scanner) throws IOException {
		CloseManner closed = arrival.closed();
		if (age.compareTo(this.patience.atOnce()) < 0) {
			if (closed == null) {
				throw new ProbeFailure("More bytes came than the response announced");
			}
			// A limit on requests, or no keep-alive at all; not an idle timeout.
			return ProbeResult.notKept(
					"the connection ended within " + Durations.format(this.patience.atOnce()) + " after the response",
					closed);
		}
		return (closed != null) ? ProbeResult.closed(age, closed)
				: ProbeResult.ended(age, this.connection.await(this.patience.atOnce(), scanner).closed());
	}

	/**
	 * Returns how long the connection has been idle.
	 * @param idleSince since when
	 * @return the idle time
	 * @throws ProbeFailure if the clocks do not agree on it
	 */
	private Duration age(Tick idleSince) throws ProbeFailure {
		Tick now = this.clock.now();
		double monotonic = (now.nanos() - idleSince.nanos()) / 1e9;
		double wall = (now.millis() - idleSince.millis()) / 1e3;
		if (Math.abs(monotonic - wall) > Math.max(1, monotonic * CLOCK_TOLERANCE)) {
			// Either the machine slept or somebody set the clock; the result would
			// differ.
			throw new ProbeFailure(
					"The clocks disagree about the idle time: the machine was suspended, or its" + " clock was set");
		}
		return Duration.ofNanos(now.nanos() - idleSince.nanos());
	}

	private ProbeResult second(Tick idleSince) throws IOException {
		Duration age = age(idleSince);
		Tick sentAt = this.clock.now();
		try {
			this.connection.send(this.target.request());
		}
		catch (SocketException ex) {
			return ProbeResult.lost(age, CloseManner.RESET);
		}
		ResponseScanner scanner = new ResponseScanner(this.target.headRequest());
		while (scanner.response() == null) {
			Duration left = left(this.patience.silence(), sentAt);
			Arrival arrival = this.connection.await(left, scanner);
			if (arrival.closed() != null) {
				return ProbeResult.lost(age, arrival.closed());
			}
			if (arrival.nothing() || left.isZero()) {
				return ProbeResult.silent(age, this.patience.silence());
			}
		}
		ResponseHead head = scanner.response();
		// A 408 crossed our request: it answers the idle time, not the request.
		return (head.status() == REQUEST_TIMEOUT && !head.persistent()) ? ProbeResult.turnedAway(age)
				: ProbeResult.survived(age);
	}

	/**
	 * Where the progress is kept.
	 */
	@FunctionalInterface
	interface Progress {

		void update(UnaryOperator<ProbeProgress> change);

	}

}
