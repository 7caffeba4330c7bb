package io.github.keepalive.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Counts on how many occasions connections were closed, and judges whether that is more
 * than accident. Connections that are closed together are one piece of evidence. Pure.
 */
final class Occasions {

	static final int ENOUGH = 3;

	private static final long APART_NANOS = Duration.ofSeconds(2).toNanos();

	private static final long TOGETHER_NANOS = Duration.ofMillis(250).toNanos();

	/**
	 * Timers are not finer; nor is the age that we see.
	 */
	private static final double FINEST = 1e-3;

	/**
	 * How many clusters may be expected where there is none, among {@link #FEW} closes:
	 * all of which agree within 10 %.
	 */
	private static final double CHANCE = 1e-4;

	private static final int FEW = 5;

	private Occasions() {
	}

	/**
	 * Counts the independent ones among some closes.
	 * @param closes the closes
	 * @return how many there are if those at the same moment after the same idle time
	 * count as one
	 */
	static int of(List<SeenClose> closes) {
		int occasions = 0;
		SeenClose last = null;
		for (SeenClose close : inTime(closes)) {
			if (last == null || !together(last, close)) {
				occasions++;
				last = close;
			}
		}
		return occasions;
	}

	private static boolean together(SeenClose one, SeenClose other) {
		return other.at().nanos() - one.at().nanos() <= TOGETHER_NANOS
				&& Math.abs(other.idleNanos() - one.idleNanos()) <= SeenClose.tolerance(one.idleNanos());
	}

	/**
	 * Returns closes in the order in which they were noticed.
	 * @param closes the closes
	 * @return a sorted copy
	 */
	static List<SeenClose> inTime(List<SeenClose> closes) {
		List<SeenClose> sorted = new ArrayList<>(closes);
		sorted.sort(Comparator.comparingLong((close) -> close.at().nanos()));
		return sorted;
	}

	/**
	 * Answers whether something happened on another occasion, rather than together with
	 * something else.
	 * @param earlier the first occasion
	 * @param later the moment in question
	 * @return {@code true} if it is more than two seconds later
	 */
	static boolean isOther(Tick earlier, Tick later) {
		return later.nanos() - earlier.nanos() > APART_NANOS;
	}

	/**
	 * Answers whether that many closes would not agree that closely if their values were
	 * spread evenly, down to zero. Of {@code n} such values, {@code C(n, k) * w^(k-1)}
	 * groups of {@code k} are to be expected within a share {@code w} of the largest of
	 * them. The more closes there are, the more often we have looked.
	 * @param agreeing the closes that agree
	 * @param all on how many occasions others were seen, and these
	 * @param width how closely they agree, as a share of their value
	 * @return {@code true} if it is no accident
	 */
	static boolean noAccident(List<SeenClose> agreeing, int all, double width) {
		int k = of(agreeing);
		int n = Math.max(all, k);
		double allowed = Math.log(CHANCE) - 3 * Math.log(Math.max(FEW, n) / (double) FEW);
		return lnChoose(n, k) + (k - 1) * Math.log(Math.max(FINEST, width)) <= allowed && instants(agreeing) >= ENOUGH;
	}

	private static double lnChoose(int n, int k) {
		double sum = 0;
		for (int i = 1; i <= k; i++) {
			sum += Math.log((n - k + i) / (double) i);
		}
		return sum;
	}

	private static int instants(List<SeenClose> closes) {
		int instants = 0;
		Tick last = null;
		for (SeenClose close : inTime(closes)) {
			if (last == null || isOther(last, close.at())) {
				instants++;
				last = close.at();
			}
		}
		return instants;
	}

}
