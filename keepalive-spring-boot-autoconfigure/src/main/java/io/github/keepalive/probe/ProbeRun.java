package io.github.keepalive.probe;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.connection.Tick;
import org.jspecify.annotations.Nullable;

/**
 * One probe of one upstream, on a thread of its own. The thread writes the progress;
 * whoever ends the run first, it or the one who cancels, decides how it ended.
 */
final class ProbeRun implements Runnable {

	private static final int MOST_ADDRESSES = 16;

	private static final int MOST_CONNECTS = 4;

	private final ProbeTarget target;

	private final @Nullable Duration idle;

	private final Patience patience;

	private final IdleClock clock;

	private final ProbeListener listener;

	private final Tick startedAt;

	private final Thread thread;

	private final AtomicReference<ProbeProgress> progress = new AtomicReference<>(ProbeProgress.BEGUN);

	private final AtomicReference<@Nullable ProbeConnection> connection = new AtomicReference<>();

	/** Confined to the thread. */
	private @Nullable InetSocketAddress remote;

	ProbeRun(ProbeTarget target, @Nullable Duration idle, Patience patience, IdleClock clock, ProbeListener listener) {
		this.target = target;
		this.idle = idle;
		this.patience = patience;
		this.clock = clock;
		this.listener = listener;
		this.startedAt = clock.now();
		// No thread-locals of whoever asked.
		this.thread = new Thread(null, this, "keepalive-probe-" + target.upstream(), 0, false);
		this.thread.setDaemon(true);
	}

	void start() {
		this.thread.start();
	}

	/**
	 * Returns whether it holds its place.
	 * @return {@code true} until it has ended, if cancelled until its thread has
	 */
	boolean occupied() {
		ProbeState state = progress().state();
		return state == ProbeState.RUNNING || (state == ProbeState.CANCELLED && this.thread.isAlive());
	}

	void cancel() {
		update((now) -> now.cancelled(this.clock.now()));
		ProbeConnection open = this.connection.get();
		if (open != null) {
			open.close();
		}
	}

	/**
	 * Waits until the thread has ended. Resolving a name cannot be interrupted.
	 * @param patience for how long
	 */
	void join(Duration patience) {
		try {
			this.thread.join(Math.max(1, patience.toMillis()));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	ProbeReport report() {
		ProbeProgress now = progress();
		Tick present = this.clock.now();
		Tick until = (now.endedAt() != null) ? now.endedAt() : present;
		Tick idleSince = now.idleSince();
		return new ProbeReport(this.target.upstream(), now.state(),
				(this.idle != null) ? ProbeMode.SURVIVE : ProbeMode.CLOSE, this.target.limit(), this.idle,
				Instant.ofEpochMilli(this.startedAt.millis()), this.startedAt.age(until), now.address(),
				now.addresses(), (idleSince != null) ? idleSince.age(present) : null, now.status(), now.result(),
				now.error(), now.note());
	}

	@Override
	public void run() {
		try (ProbeConnection opened = connect()) {
			ProbeResult result = new ProbeExchange(this.target, this.idle, this.patience, this.clock, opened,
					this::update)
				.run();
			Tick at = this.clock.now();
			if (update((now) -> now.done(result, at)).state() == ProbeState.DONE) {
				tell(result, at);
			}
		}
		catch (IOException ex) {
			update((now) -> now.failed(ProbeFailure.describe(ex, this.patience), this.clock.now()));
		}
		catch (RuntimeException ex) {
			// A TLS provider or a resolver of somebody else's; nobody waits for us.
			System.getLogger(ProbeRun.class.getName()).log(System.Logger.Level.DEBUG, "A probe failed", ex);
			update((now) -> now.failed("The probe failed with " + ex.getClass().getSimpleName(), this.clock.now()));
		}
	}

	private ProbeConnection connect() throws IOException {
		String note = JvmProxy.note(this.target);
		update((now) -> now.noted(note));
		InetAddress[] addresses = InetAddress.getAllByName(this.target.host());
		List<String> names = Arrays.stream(addresses).limit(MOST_ADDRESSES).map(this::name).toList();
		update((now) -> now.resolved(names));
		IOException last = null;
		for (int i = 0; i < Math.min(addresses.length, MOST_CONNECTS) && running(); i++) {
			try {
				return connect(addresses[i]);
			}
			catch (ConnectException | NoRouteToHostException | SocketTimeoutException ex) {
				// As clients do: the next address may be alive.
				last = ex;
			}
		}
		throw Objects.requireNonNullElseGet(last, () -> new ProbeFailure("Cancelled"));
	}

	private ProbeConnection connect(InetAddress address) throws IOException {
		ProbeConnection opened = new ProbeConnection();
		this.connection.set(opened);
		// Cancelled before there was something to close?
		if (!running()) {
			opened.close();
		}
		update((now) -> now.connected(name(address)));
		try {
			this.remote = opened.open(this.target, address, this.patience.connect());
			return opened;
		}
		catch (IOException | RuntimeException ex) {
			opened.close();
			throw ex;
		}
	}

	private String name(InetAddress address) {
		String host = address.getHostAddress();
		return ((host.indexOf(':') >= 0) ? "[" + host + "]" : host) + ":" + this.target.route().port();
	}

	private ProbeProgress progress() {
		return Objects.requireNonNull(this.progress.get());
	}

	private boolean running() {
		return progress().state() == ProbeState.RUNNING;
	}

	private ProbeProgress update(UnaryOperator<ProbeProgress> change) {
		return Objects.requireNonNull(this.progress.updateAndGet((current) -> {
			ProbeProgress now = Objects.requireNonNull(current);
			return (now.state() == ProbeState.RUNNING) ? change.apply(now) : now;
		}));
	}

	private void tell(ProbeResult result, Tick at) {
		if (result.idle() == null || progress().note() != null) {
			return;
		}
		try {
			this.listener.probed(this.target.route(), Objects.requireNonNull(this.remote), result, at);
		}
		catch (RuntimeException ex) {
			System.getLogger(ProbeRun.class.getName())
				.log(System.Logger.Level.DEBUG, "A listener failed on a probe's result", ex);
		}
	}

}
