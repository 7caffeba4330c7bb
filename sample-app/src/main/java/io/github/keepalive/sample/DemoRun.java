package io.github.keepalive.sample;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One comparison: both sides at the same time, with the same gaps. Thread-safe.
 */
final class DemoRun {

	private static final Duration PROGRESS = Duration.ofSeconds(2);

	// The last requests may still be waiting for their answers.
	private static final Duration GRACE = Duration.ofSeconds(15);

	private final int number;

	private final DemoSettings settings;

	private final List<Counters> counters;

	private final ScheduledExecutorService scheduler;

	private final long startNanos = System.nanoTime();

	private volatile long doneNanos;

	private volatile boolean done;

	DemoRun(int number, DemoSettings settings, List<Counters> counters, ScheduledExecutorService scheduler) {
		this.number = number;
		this.settings = settings;
		this.counters = counters;
		this.scheduler = scheduler;
	}

	void run(DemoConsole console) throws InterruptedException {
		try {
			console.started(this.settings);
			CountDownLatch finished = startUsers();
			long giveUpNanos = endNanos() + GRACE.toNanos();
			while (!finished.await(PROGRESS.toMillis(), TimeUnit.MILLISECONDS) && System.nanoTime() - giveUpNanos < 0) {
				console.progress(status());
			}
		}
		finally {
			this.doneNanos = System.nanoTime();
			this.done = true;
		}
		console.finished(status());
	}

	private CountDownLatch startUsers() {
		int users = this.counters.stream().mapToInt((side) -> side.contender().users().size()).sum();
		CountDownLatch finished = new CountDownLatch(users);
		for (Counters side : this.counters) {
			for (int user = 0; user < side.contender().users().size(); user++) {
				Gaps gaps = new Gaps(this.settings, user);
				new VirtualUser(side.contender(), user, this, gaps, side.tally(), finished).start();
			}
		}
		return finished;
	}

	int number() {
		return this.number;
	}

	ScheduledExecutorService scheduler() {
		return this.scheduler;
	}

	long endNanos() {
		return this.startNanos + this.settings.duration().toNanos();
	}

	boolean isDone() {
		return this.done;
	}

	DemoStatus status() {
		boolean over = this.done;
		long elapsed = (over ? this.doneNanos : System.nanoTime()) - this.startNanos;
		return new DemoStatus(over ? DemoStatus.State.DONE : DemoStatus.State.RUNNING, this.settings.window(),
				this.settings.pathDelay(), TimeUnit.NANOSECONDS.toMillis(elapsed), this.settings.duration().toMillis(),
				this.counters.stream().map(Counters::figures).toList());
	}

}
