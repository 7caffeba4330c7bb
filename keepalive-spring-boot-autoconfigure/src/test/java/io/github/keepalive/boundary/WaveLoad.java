package io.github.keepalive.boundary;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Requests that leave connections idle at different ages and after different numbers of
 * requests: in waves, of which each begins with all users at once and goes on with some.
 */
final class WaveLoad implements AutoCloseable {

	private static final int STEPS = 6;

	private static final Duration BETWEEN = Duration.ofMillis(150);

	private final Random random = new Random(Long.getLong("keepalive.seed", 42));

	private final AtomicInteger failures = new AtomicInteger();

	private final ExecutorService threads;

	private final Call call;

	private final String url;

	private final int users;

	WaveLoad(Call call, String url, int users) {
		this.call = call;
		this.url = url;
		this.users = users;
		this.threads = Executors.newFixedThreadPool(users);
	}

	/**
	 * Makes waves until a condition holds.
	 * @param most how many at most
	 * @param silence how long nothing is sent after each
	 * @param enough the condition
	 * @throws Exception if interrupted
	 */
	void wavesUntil(int most, Duration silence, BooleanSupplier enough) throws Exception {
		for (int i = 0; i < most && !enough.getAsBoolean(); i++) {
			wave(silence);
		}
	}

	void wave(Duration silence) throws Exception {
		send(this.users);
		for (int i = 1; i < STEPS; i++) {
			pause(BETWEEN);
			send(1 + this.random.nextInt(this.users));
		}
		pause(silence);
	}

	/**
	 * Sends without end, so that connections are idle for any time below half a second.
	 * @param duration for how long
	 * @throws Exception if interrupted
	 */
	void chatter(Duration duration) throws Exception {
		long end = System.nanoTime() + duration.toNanos();
		while (System.nanoTime() < end) {
			send(1 + this.random.nextInt(this.users));
			pause(Duration.ofMillis(this.random.nextInt(500)));
		}
	}

	int failures() {
		return this.failures.get();
	}

	private void send(int count) throws Exception {
		List<Callable<Void>> requests = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			requests.add(() -> {
				sendOne();
				return null;
			});
		}
		for (Future<Void> request : this.threads.invokeAll(requests)) {
			request.get();
		}
	}

	private void sendOne() {
		try {
			this.call.send("GET", this.url);
		}
		catch (Exception ex) {
			this.failures.incrementAndGet();
		}
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
	}

	// Idle time is what is learned from.
	private static void pause(Duration duration) throws InterruptedException {
		TimeUnit.NANOSECONDS.sleep(duration.toNanos());
	}

}
