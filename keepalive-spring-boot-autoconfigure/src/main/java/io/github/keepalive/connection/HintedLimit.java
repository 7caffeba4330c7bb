package io.github.keepalive.connection;

import java.time.Duration;

/**
 * How long one connection may be idle by its peer's word. Written by the holder of the
 * lease; volatile for whoever asks next.
 */
final class HintedLimit {

	private volatile long nanos = Long.MAX_VALUE;

	private volatile int max;

	/**
	 * Obeys a header.
	 * @param word what it says
	 * @param requests how many requests the connection has carried, that of this response
	 * included
	 */
	void hear(RouteHint.Word word, int requests) {
		Integer most = word.hint().max();
		Duration limit = word.idleLimit();
		if (most != null && isLast(most, requests)) {
			this.nanos = 0;
		}
		else if (limit != null) {
			this.nanos = limit.toNanos();
		}
	}

	private boolean isLast(int most, int requests) {
		int before = this.max;
		this.max = most;
		// Some peers count down what is left (Apache httpd), others name the total each
		// time (Node.js). As long as it does not go down, it is taken for the total.
		return most == 0 || (most >= before && requests >= most);
	}

	long nanos() {
		return this.nanos;
	}

}
