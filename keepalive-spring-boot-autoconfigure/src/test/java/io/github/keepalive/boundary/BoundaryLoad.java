package io.github.keepalive.boundary;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

import io.github.keepalive.boundary.Call.Reply;

/**
 * Makes the requests of a {@link LoadPlan}, a thread per user, and counts what happened.
 */
final class BoundaryLoad {

	private static final Duration LIMIT = Duration.ofMinutes(10);

	private final ConcurrentMap<String, Integer> failures = new ConcurrentHashMap<>();

	private final AtomicInteger requests = new AtomicInteger();

	private final AtomicInteger shortGaps = new AtomicInteger();

	private final AtomicInteger shortGapsReused = new AtomicInteger();

	private final LoadPlan plan;

	private final IntFunction<String> urls;

	/**
	 * A load.
	 * @param plan what to do
	 * @param urls the base address for each user
	 */
	BoundaryLoad(LoadPlan plan, IntFunction<String> urls) {
		this.plan = plan;
		this.urls = urls;
	}

	/**
	 * Every user by itself.
	 * @param calls the client of each user
	 * @throws InterruptedException if interrupted
	 */
	void run(IntFunction<Call> calls) throws InterruptedException {
		run((user) -> {
			Call call = calls.apply(user);
			return () -> alone(user, call);
		}, this.plan.users());
	}

	/**
	 * All users on one client, in bursts: each pauses as long as all the others, and in
	 * half of the rounds half of the users stay away, so that what the pool holds differs
	 * in age.
	 * @param call the client of all users
	 * @throws InterruptedException if interrupted
	 */
	void runBursts(Call call) throws InterruptedException {
		CyclicBarrier round = new CyclicBarrier(this.plan.users());
		run((user) -> () -> bursts(user, call, round), this.plan.users());
	}

	LoadResult result(List<String> executed, int connections, int resets, Duration stalled) {
		return new LoadResult(this.requests.get(), new TreeMap<>(this.failures), executed.size(),
				(int) executed.stream().distinct().count(), connections, this.shortGaps.get(),
				this.shortGapsReused.get(), resets, stalled);
	}

	private void run(IntFunction<Runnable> tasks, int users) throws InterruptedException {
		List<Thread> threads = new ArrayList<>();
		for (int user = 0; user < users; user++) {
			threads.add(new Thread(tasks.apply(user), "user-" + user));
		}
		threads.forEach(Thread::start);
		long deadline = System.nanoTime() + LIMIT.toNanos();
		for (Thread thread : threads) {
			TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline - System.nanoTime()));
			if (thread.isAlive()) {
				throw new IllegalStateException(thread.getName() + " has not come to an end");
			}
		}
	}

	private void alone(int user, Call call) {
		Random random = this.plan.random(user);
		pause(Duration.ofNanos((long) (random.nextDouble() * this.plan.window().toNanos())));
		String previous = "";
		long answeredAt = System.nanoTime();
		for (int i = 0; i < this.plan.requestsPerUser(); i++) {
			Duration paused = Duration.ofNanos(System.nanoTime() - answeredAt);
			String connection = send(call, this.plan.method(random), user, i, paused);
			answeredAt = System.nanoTime();
			if (!previous.isEmpty() && !connection.isEmpty() && this.plan.reuseExpected(paused)) {
				this.shortGaps.incrementAndGet();
				this.shortGapsReused.addAndGet(connection.equals(previous) ? 1 : 0);
			}
			previous = connection;
			pause(this.plan.gap(random));
		}
	}

	private void bursts(int user, Call call, CyclicBarrier round) {
		// The same for all users: they are to pause alike.
		Random shared = this.plan.random(-1);
		Random own = this.plan.random(user);
		Duration paused = Duration.ZERO;
		for (int i = 0; i < this.plan.requestsPerUser(); i++) {
			boolean half = shared.nextBoolean();
			Duration gap = this.plan.gap(shared);
			if (!half || user % 2 == 0) {
				send(call, this.plan.method(own), user, i, paused);
			}
			await(round);
			pause(gap);
			paused = gap;
		}
	}

	private String send(Call call, String method, int user, int request, Duration paused) {
		this.requests.incrementAndGet();
		try {
			Reply reply = call.send(method, this.urls.apply(user) + "/" + user + "/" + request);
			return reply.connection();
		}
		catch (Exception ex) {
			this.failures.merge(rootOf(ex) + " after about " + paused.toMillis() / 50 * 50 + " ms", 1, Integer::sum);
			return "";
		}
	}

	private static String rootOf(Throwable failure) {
		Throwable root = failure;
		while (root.getCause() != null && root.getCause() != root) {
			root = root.getCause();
		}
		return failure.getClass().getSimpleName() + " of " + root.getClass().getSimpleName();
	}

	private static void await(CyclicBarrier round) {
		try {
			round.await(1, TimeUnit.MINUTES);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	// The pause is what is measured here, to the fraction of a millisecond.
	private static void pause(Duration duration) {
		long until = System.nanoTime() + duration.toNanos();
		for (long left = duration.toNanos(); left > 0; left = until - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

}
