package io.github.keepalive.connection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;

/**
 * Closes that agree in one respect so closely, and so many of them on different
 * occasions, that it is no accident. Pure.
 *
 * @param members the closes, the smallest value first
 * @param lowest the smallest value
 * @param highest the largest value
 */
record CloseCluster(List<SeenClose> members, long lowest, long highest) {

	static final int ENOUGH = 5;

	/**
	 * Finds the lowest cluster.
	 * @param closes the closes
	 * @param measure in which respect they are to agree
	 * @return the cluster, or {@code null} if there is none
	 */
	static @Nullable CloseCluster lowest(List<SeenClose> closes, ToLongFunction<SeenClose> measure) {
		if (closes.size() < ENOUGH) {
			return null;
		}
		List<SeenClose> sorted = new ArrayList<>(closes);
		sorted.sort(Comparator.comparingLong(measure));
		int occasions = Occasions.of(sorted);
		CloseCluster best = null;
		for (int from = 0; from + ENOUGH <= sorted.size(); from++) {
			if (best != null && measure.applyAsLong(sorted.get(from)) > best.highest) {
				break;
			}
			CloseCluster found = from(sorted, from, occasions, measure);
			if (found != null && (best == null || found.members.size() > best.members.size())) {
				best = found;
			}
		}
		return best;
	}

	private static @Nullable CloseCluster from(List<SeenClose> sorted, int from, int occasions,
			ToLongFunction<SeenClose> measure) {
		long lowest = measure.applyAsLong(sorted.get(from));
		int to = from;
		while (to < sorted.size() && measure.applyAsLong(sorted.get(to)) <= SeenClose.sameUpTo(lowest)) {
			to++;
		}
		for (; to - from >= ENOUGH; to--) {
			long highest = measure.applyAsLong(sorted.get(to - 1));
			List<SeenClose> members = sorted.subList(from, to);
			double width = (highest - lowest) / (double) Math.max(1, highest);
			if (Occasions.noAccident(members, occasions, width)) {
				return new CloseCluster(List.copyOf(members), lowest, highest);
			}
		}
		return null;
	}

	/**
	 * Finds the lowest idle time by which connections were closed that nobody watched:
	 * each was open at one look and closed at the next, or was found closed at the first
	 * look. An idle timeout lies between all of these.
	 * @param closes the closes
	 * @return the closes, the first of which was found after the shortest idle time, or
	 * {@code null} if they do not agree
	 */
	static @Nullable CloseCluster lowestBound(List<SeenClose> closes) {
		List<SeenClose> sorted = new ArrayList<>(closes);
		sorted.sort(Comparator.comparingLong(SeenClose::idleNanos));
		int occasions = Occasions.of(sorted);
		for (int from = 0; from + ENOUGH <= sorted.size(); from++) {
			long bound = sorted.get(from).idleNanos();
			List<SeenClose> members = sorted.subList(from, sorted.size())
				.stream()
				.filter((close) -> close.lowerNanos() < bound)
				.toList();
			if (members.size() < ENOUGH) {
				continue;
			}
			long open = members.stream().mapToLong(SeenClose::lowerNanos).max().orElse(0);
			long longest = members.stream()
				.mapToLong((close) -> close.idleNanos() - close.lowerNanos())
				.max()
				.orElse(0);
			long highest = members.get(members.size() - 1).idleNanos();
			if (bound - open <= SeenClose.tolerance(bound)
					&& Occasions.noAccident(members, occasions, longest / (double) highest)) {
				return new CloseCluster(members, bound, bound);
			}
		}
		return null;
	}

	/**
	 * Returns how many of some closes agree, at most.
	 * @param closes the closes
	 * @param measure in which respect
	 * @param tolerance how far apart values may be that are taken for the same
	 * @return the size of the largest group
	 */
	static int largestGroup(List<SeenClose> closes, ToLongFunction<SeenClose> measure, long tolerance) {
		long[] values = closes.stream().mapToLong(measure).sorted().toArray();
		int largest = 0;
		int from = 0;
		for (int to = 0; to < values.length; to++) {
			while (values[to] - values[from] > tolerance) {
				from++;
			}
			largest = Math.max(largest, to - from + 1);
		}
		return largest;
	}

	/**
	 * Answers whether this is about another value.
	 * @param other the other cluster
	 * @return {@code true} if they have nothing in common
	 */
	boolean isOther(CloseCluster other) {
		return this.highest < other.lowest || this.lowest > other.highest;
	}

	long median() {
		return exact() ? this.members.get(this.members.size() / 2).idleNanos() : this.lowest;
	}

	boolean exact() {
		return this.members.stream().allMatch(SeenClose::exact);
	}

}
