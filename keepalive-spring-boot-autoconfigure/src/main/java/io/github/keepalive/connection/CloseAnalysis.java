package io.github.keepalive.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.github.keepalive.connection.WindowReading.SeenPattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells the idle timeout of one address from other reasons to close connections. Pure.
 *
 * @param cluster the closes by an idle timeout, or {@code null} if there is none to see
 * @param patterns what was no idle timeout
 * @param restarts the closes that came together with others
 * @param soon the closes right after a response
 */
record CloseAnalysis(@Nullable CloseCluster cluster, Map<ClosePattern, SeenPattern> patterns, List<SeenClose> restarts,
		List<SeenClose> soon) {

	static final CloseAnalysis NONE = new CloseAnalysis(null, Map.of(), List.of(), List.of());

	private static final long SOON = Duration.ofMillis(250).toNanos();

	private static final long LEAST_AGE_TOLERANCE = Duration.ofMillis(20).toNanos();

	private static final int SPREADS = 3;

	private static final int ENOUGH_OTHERS = 3;

	static CloseAnalysis of(List<SeenClose> closes) {
		List<SeenClose> rest = new ArrayList<>(closes);
		Map<ClosePattern, SeenPattern> patterns = new EnumMap<>(ClosePattern.class);
		List<SeenClose> soon = rest.stream().filter((close) -> close.idleNanos() < SOON).toList();
		rest.removeAll(soon);
		name(soon, patterns);
		List<SeenClose> restarts = together(rest);
		rest.removeAll(restarts);
		name(ClosePattern.RESTART, restarts, null, patterns);
		rest.removeAll(aged(rest, patterns));
		CloseCluster cluster = CloseCluster.lowest(rest.stream().filter(SeenClose::exact).toList(),
				SeenClose::idleNanos);
		if (cluster == null) {
			cluster = CloseCluster.lowestBound(rest);
		}
		if (cluster != null && lateOnes(cluster, soon)) {
			cluster = null;
		}
		if (cluster != null && ambiguous(cluster)) {
			name(ClosePattern.AMBIGUOUS, cluster.members(), cluster.median(), patterns);
			cluster = null;
		}
		return new CloseAnalysis(cluster, Collections.unmodifiableMap(patterns), restarts, soon);
	}

	private static void name(List<SeenClose> soon, Map<ClosePattern, SeenPattern> patterns) {
		if (soon.size() >= CloseCluster.ENOUGH) {
			// What most of them agree in is among all of them when they are sorted.
			int requests = soon.stream().map(SeenClose::served).sorted().toList().get(soon.size() / 2);
			long same = soon.stream().filter((close) -> close.served() == requests).count();
			if (same >= CloseCluster.ENOUGH && same * 2 > soon.size()) {
				patterns.put(ClosePattern.MAX_REQUESTS,
						new SeenPattern(ClosePattern.MAX_REQUESTS, soon.size(), requests, null));
				return;
			}
		}
		name(ClosePattern.AFTER_RESPONSE, soon, null, patterns);
	}

	private static void name(ClosePattern pattern, List<SeenClose> closes, @Nullable Long about,
			Map<ClosePattern, SeenPattern> patterns) {
		if (!closes.isEmpty()) {
			patterns.put(pattern,
					new SeenPattern(pattern, closes.size(), null, (about != null) ? Duration.ofNanos(about) : null));
		}
	}

	/**
	 * Finds connections that were closed at the same moment although they had been idle
	 * for different times. An idle timeout under load closes many at a time as well, but
	 * most of those had been idle for the same time.
	 */
	private static List<SeenClose> together(List<SeenClose> closes) {
		List<SeenClose> inTime = Occasions.inTime(closes.stream().filter(SeenClose::exact).toList());
		List<SeenClose> found = new ArrayList<>();
		int from = 0;
		for (int to = 1; to <= inTime.size(); to++) {
			if (to == inTime.size() || inTime.get(to).at().nanos() - inTime.get(from).at().nanos() > SOON) {
				List<SeenClose> burst = inTime.subList(from, to);
				if (burst.size() > 1 && sameIdle(burst) * 2 <= burst.size()) {
					found.addAll(burst);
				}
				from = to;
			}
		}
		return found;
	}

	private static boolean lateOnes(CloseCluster cluster, List<SeenClose> soon) {
		return cluster.lowest() < 2 * SOON && soon.size() >= cluster.members().size();
	}

	private static int sameIdle(List<SeenClose> closes) {
		long shortest = closes.stream().mapToLong(SeenClose::idleNanos).min().orElse(0);
		return CloseCluster.largestGroup(closes, SeenClose::idleNanos, SeenClose.tolerance(shortest));
	}

	private static List<SeenClose> aged(List<SeenClose> closes, Map<ClosePattern, SeenPattern> patterns) {
		CloseCluster aged = CloseCluster.lowest(closes, SeenClose::ageNanos);
		if (aged == null || sameIdle(aged.members()) * 2 > aged.members().size()) {
			return List.of();
		}
		name(ClosePattern.MAX_AGE, aged.members(), aged.members().get(aged.members().size() / 2).ageNanos(), patterns);
		return aged.members();
	}

	/**
	 * Answers whether connections of the same idle time agree in their age or in the
	 * number of requests as well, but for two. Connections that serve one request each
	 * are of that kind, whatever closes them; so are those of a client and a peer that
	 * both act by the clock.
	 */
	private static boolean ambiguous(CloseCluster cluster) {
		List<SeenClose> members = cluster.members();
		long youngest = members.stream().mapToLong(SeenClose::ageNanos).min().orElse(0);
		long comparable = Math.max(LEAST_AGE_TOLERANCE, SPREADS * (cluster.highest() - cluster.lowest()));
		int sameAge = CloseCluster.largestGroup(members, SeenClose::ageNanos,
				Math.min(SeenClose.tolerance(youngest), comparable));
		int sameServed = CloseCluster.largestGroup(members, SeenClose::served, 0);
		return members.size() - Math.max(sameAge, sameServed) < ENOUGH_OTHERS;
	}

}
