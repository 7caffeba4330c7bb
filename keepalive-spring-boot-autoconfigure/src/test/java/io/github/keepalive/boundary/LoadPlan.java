package io.github.keepalive.boundary;

import java.time.Duration;
import java.util.Random;

/**
 * How often users send and how long they pause in between.
 *
 * @param users the number of users, each with a pool of its own unless they burst
 * @param requestsPerUser how many requests each of them makes
 * @param window the proxy's idle window
 * @param clientIdle the client's idle time, the other edge worth aiming at
 * @param reuse the pause below which a connection must still be in use
 * @param seed what all pauses follow from
 */
record LoadPlan(int users, int requestsPerUser, Duration window, Duration clientIdle, Duration reuse, long seed) {

	private static final long CLUSTER_MILLIS = 60;

	private static final int POST_PERCENT = 30;

	LoadPlan(int users, int requestsPerUser, Duration window, Duration clientIdle, Duration reuse) {
		this(users, requestsPerUser, window, clientIdle, reuse, Long.getLong("keepalive.seed", 42));
	}

	int requests() {
		return this.users * this.requestsPerUser;
	}

	/**
	 * What the client keeps below the window, less the way there and back.
	 * @param roundTrip the way
	 * @return the time a client may lose between its decision and its write
	 */
	Duration margin(Duration roundTrip) {
		return this.window.minus(this.clientIdle).minus(roundTrip);
	}

	Random random(int user) {
		return new Random(this.seed * 1_000_003 + user);
	}

	/**
	 * A pause: three of five spread evenly over 1.2 windows, one of five each close to
	 * the window and to the client's idle time.
	 * @param random the user's
	 * @return the pause
	 */
	Duration gap(Random random) {
		return switch (random.nextInt(5)) {
			case 0 -> around(this.window, random);
			case 1 -> around(this.clientIdle, random);
			default -> Duration.ofNanos((long) (random.nextDouble() * 1.2 * this.window.toNanos()));
		};
	}

	String method(Random random) {
		return (random.nextInt(100) < POST_PERCENT) ? "POST" : "GET";
	}

	boolean reuseExpected(Duration gap) {
		return gap.compareTo(this.reuse) < 0;
	}

	private static Duration around(Duration edge, Random random) {
		return edge.plusNanos((long) ((random.nextDouble() * 2 - 1) * Duration.ofMillis(CLUSTER_MILLIS).toNanos()));
	}

}
