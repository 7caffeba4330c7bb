package io.github.keepalive.connection;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The one background thread that closes idle connections for all clients which do not do
 * so by themselves. Started with the first task, closed with the application context;
 * tasks hold their owner weakly and end with it. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Maintenance implements AutoCloseable {

	private static final Duration SHORTEST_PERIOD = Duration.ofMillis(50);

	private static final Duration LONGEST_PERIOD = Duration.ofSeconds(1);

	private final Object monitor = new Object();

	private @Nullable ScheduledThreadPoolExecutor executor;

	private boolean closed;

	/**
	 * Runs a task for as long as its owner is reachable.
	 * @param <T> the type of the owner
	 * @param owner whose connections are looked after; held weakly
	 * @param idleTimeout the idle time to enforce; the period is a tenth of it, between
	 * 50 ms and 1 s, as it may become shorter while the application runs
	 * @param task the task; must not refer to the owner by itself
	 */
	public <T> void schedule(T owner, Duration idleTimeout, Consumer<T> task) {
		Objects.requireNonNull(task, "'task' must not be null");
		ScheduledThreadPoolExecutor scheduler = executor();
		if (scheduler == null) {
			return;
		}
		Run<T> run = new Run<>(new WeakReference<>(owner), task);
		long period = period(idleTimeout).toNanos();
		run.future = scheduler.scheduleWithFixedDelay(run, period, period, TimeUnit.NANOSECONDS);
	}

	/**
	 * Returns how often idle connections are looked for.
	 * @param idleTimeout the idle time to enforce
	 * @return the period
	 */
	public static Duration period(Duration idleTimeout) {
		Duration period = idleTimeout.dividedBy(10);
		if (period.compareTo(SHORTEST_PERIOD) < 0) {
			return SHORTEST_PERIOD;
		}
		return (period.compareTo(LONGEST_PERIOD) > 0) ? LONGEST_PERIOD : period;
	}

	@Override
	public void close() {
		synchronized (this.monitor) {
			this.closed = true;
			if (this.executor != null) {
				this.executor.shutdownNow();
				this.executor = null;
			}
		}
	}

	private @Nullable ScheduledThreadPoolExecutor executor() {
		synchronized (this.monitor) {
			if (this.executor == null && !this.closed) {
				this.executor = new ScheduledThreadPoolExecutor(1, (task) -> {
					Thread thread = new Thread(task, "keepalive-maintenance");
					thread.setDaemon(true);
					return thread;
				});
				this.executor.setRemoveOnCancelPolicy(true);
			}
			return this.executor;
		}
	}

	private static final class Run<T> implements Runnable {

		private final WeakReference<T> owner;

		private final Consumer<T> task;

		private volatile @Nullable ScheduledFuture<?> future;

		Run(WeakReference<T> owner, Consumer<T> task) {
			this.owner = owner;
			this.task = task;
		}

		@Override
		public void run() {
			T target = this.owner.get();
			if (target == null) {
				end();
				return;
			}
			try {
				this.task.accept(target);
			}
			catch (RuntimeException ex) {
				// A closed client must not end the maintenance of the others; its next
				// run ends when it is collected.
				System.getLogger(Maintenance.class.getName())
					.log(System.Logger.Level.DEBUG, "Maintenance of a connection pool failed", ex);
			}
		}

		private void end() {
			ScheduledFuture<?> scheduled = this.future;
			if (scheduled != null) {
				scheduled.cancel(false);
			}
		}

	}

}
