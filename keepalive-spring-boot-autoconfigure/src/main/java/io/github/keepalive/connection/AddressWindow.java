package io.github.keepalive.connection;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.github.keepalive.connection.WindowReading.SeenPattern;
import org.jspecify.annotations.Nullable;

/**
 * The closes seen from one address of a route, and what they mean. Changed under the lock
 * of its {@link LearnedWindow}; what the request path reads is volatile.
 */
final class AddressWindow {

	static final int MOST_CLOSES = 32;

	private static final int MOST_SOON = 8;

	private final @Nullable SocketAddress remote;

	private final List<SeenClose> closes = new ArrayList<>(4);

	private final Map<ClosePattern, Integer> forgotten = new EnumMap<>(ClosePattern.class);

	private final Contradictions contradictions = new Contradictions();

	private CloseAnalysis analysis = CloseAnalysis.NONE;

	private Tick lastClose;

	private long survivedNanos;

	/**
	 * Reuse after more idle time than this is worth looking at.
	 */
	private volatile long watchNanos;

	private volatile @Nullable Tick quietUntil;

	AddressWindow(@Nullable SocketAddress remote, Tick now) {
		this.remote = remote;
		this.lastClose = now;
	}

	@Nullable SocketAddress remote() {
		return this.remote;
	}

	Tick lastClose() {
		return this.lastClose;
	}

	@Nullable CloseCluster cluster() {
		return this.analysis.cluster();
	}

	long survivedNanos() {
		return this.survivedNanos;
	}

	boolean isWorthNoting(long idleNanos, Tick now) {
		if (idleNanos <= this.watchNanos) {
			return false;
		}
		Tick quiet = this.quietUntil;
		return quiet == null || now.isAfter(quiet);
	}

	/**
	 * Adds a close.
	 * @param close the close
	 * @return whether it confirms the window
	 */
	boolean closed(SeenClose close) {
		CloseCluster before = cluster();
		this.lastClose = close.at();
		if (this.closes.size() >= MOST_CLOSES) {
			forget();
		}
		this.closes.add(close);
		analyse();
		CloseCluster now = cluster();
		boolean confirms = now != null && now.members().contains(close);
		if (confirms) {
			this.contradictions.clear();
		}
		else if (before != null && close.openNanos() > SeenClose.sameUpTo(before.highest())) {
			contradicted(before, close.openNanos(), close.at());
		}
		return confirms;
	}

	/**
	 * Notes that a connection was used again with success.
	 * @param idleNanos after how much idle time
	 * @param now the present
	 */
	void survived(long idleNanos, Tick now) {
		this.survivedNanos = Math.max(this.survivedNanos, idleNanos);
		CloseCluster known = cluster();
		if (known != null && idleNanos > SeenClose.sameUpTo(known.highest())) {
			contradicted(known, idleNanos, now);
		}
		watch();
	}

	/**
	 * Notes that a connection was still open when our side closed it.
	 * @param idleNanos after how much idle time
	 * @param now the present
	 */
	void outlived(long idleNanos, Tick now) {
		CloseCluster known = cluster();
		if (known != null && known.exact() && idleNanos > SeenClose.sameUpTo(known.highest())) {
			contradicted(known, idleNanos, now);
		}
	}

	private void contradicted(CloseCluster known, long idleNanos, Tick now) {
		this.quietUntil = this.contradictions.add(idleNanos, now);
		if (this.contradictions.refute()) {
			drop(known);
		}
	}

	/**
	 * Forgets a window that is no longer true.
	 */
	void drop() {
		CloseCluster known = cluster();
		if (known != null) {
			drop(known);
		}
	}

	private void drop(CloseCluster known) {
		this.closes.removeAll(known.members());
		this.analysis = CloseAnalysis.NONE;
		analyse();
	}

	private void analyse() {
		CloseCluster before = cluster();
		this.analysis = CloseAnalysis.of(this.closes);
		CloseCluster found = cluster();
		if (found != null && (before == null || found.isOther(before))) {
			this.contradictions.clear();
			this.quietUntil = null;
			if (this.survivedNanos > found.highest()) {
				// From a time when the window was longer.
				this.survivedNanos = 0;
			}
		}
		watch();
	}

	private void watch() {
		CloseCluster known = cluster();
		this.watchNanos = (known != null) ? Math.min(this.survivedNanos, SeenClose.sameUpTo(known.highest()))
				: this.survivedNanos;
	}

	/**
	 * Makes room for another close: first among those that are explained, then where many
	 * came at the same time, as what counts are occasions.
	 */
	private void forget() {
		if (this.analysis.soon().size() > MOST_SOON) {
			forget(ClosePattern.AFTER_RESPONSE, List.of(this.analysis.soon().get(0)));
		}
		else if (!this.analysis.restarts().isEmpty()) {
			List<SeenClose> all = this.analysis.restarts();
			// A part of them would look like something else.
			forget(ClosePattern.RESTART,
					all.stream().filter((close) -> !Occasions.isOther(all.get(0).at(), close.at())).toList());
		}
		else {
			this.closes.remove(oldestOfMost());
		}
	}

	private void forget(ClosePattern pattern, List<SeenClose> explained) {
		this.forgotten.merge(pattern, explained.size(), Integer::sum);
		this.closes.removeAll(explained);
	}

	private int oldestOfMost() {
		int victim = 0;
		int most = 1;
		int from = 0;
		for (int to = 1; to < this.closes.size(); to++) {
			if (Occasions.isOther(this.closes.get(from).at(), this.closes.get(to).at())) {
				from = to;
			}
			if (to - from + 1 > most) {
				most = to - from + 1;
				victim = from;
			}
		}
		return victim;
	}

	/**
	 * Adds what was no idle timeout.
	 * @param sum where to add it
	 */
	void addPatterns(Map<ClosePattern, SeenPattern> sum) {
		this.analysis.patterns()
			.forEach((pattern, seen) -> sum.merge(pattern, seen, (one, other) -> one.plus(other.count())));
		this.forgotten.forEach((pattern, count) -> {
			boolean byRequests = pattern == ClosePattern.AFTER_RESPONSE && sum.containsKey(ClosePattern.MAX_REQUESTS);
			ClosePattern named = byRequests ? ClosePattern.MAX_REQUESTS : pattern;
			sum.merge(named, new SeenPattern(named, count, null, null), (one, other) -> one.plus(other.count()));
		});
	}

}
