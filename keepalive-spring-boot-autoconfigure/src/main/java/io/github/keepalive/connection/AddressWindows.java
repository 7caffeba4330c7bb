package io.github.keepalive.connection;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.keepalive.connection.WindowReading.Estimate;
import io.github.keepalive.connection.WindowReading.SeenPattern;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of one route that have closed connections. Changed under the lock of its
 * {@link LearnedWindow}, by replacement, for the request path to read.
 */
final class AddressWindows {

	static final int MOST = 16;

	static final AddressWindow[] NONE = {};

	private final LearnedWindows owner;

	private volatile AddressWindow[] known = NONE;

	AddressWindows(LearnedWindows owner) {
		this.owner = owner;
	}

	AddressWindow[] known() {
		return this.known;
	}

	boolean contain(@Nullable AddressWindow address) {
		return Arrays.asList(this.known).contains(address);
	}

	static @Nullable AddressWindow find(AddressWindow[] known, @Nullable SocketAddress remote) {
		for (AddressWindow address : known) {
			if (Objects.equals(address.remote(), remote)) {
				return address;
			}
		}
		return null;
	}

	/**
	 * Returns the record of an address.
	 * @param remote the address, or {@code null} if the library does not tell
	 * @param now the present
	 * @return the record, or {@code null} if there are too many
	 */
	@Nullable AddressWindow findOrAdd(@Nullable SocketAddress remote, Tick now) {
		AddressWindow[] before = this.known;
		AddressWindow found = find(before, remote);
		if (found != null) {
			return found;
		}
		boolean full = before.length == MOST;
		if (!full && !this.owner.mayAddAddress()) {
			return null;
		}
		AddressWindow[] after = Arrays.copyOf(before, full ? MOST : before.length + 1);
		// Addresses come and go with the instances behind a name.
		int place = full ? oldest(before) : before.length;
		after[place] = new AddressWindow(remote, now);
		this.known = after;
		return after[place];
	}

	private static int oldest(AddressWindow[] known) {
		int oldest = 0;
		for (int i = 1; i < known.length; i++) {
			oldest = known[oldest].lastClose().isAfter(known[i].lastClose()) ? i : oldest;
		}
		return oldest;
	}

	@Nullable AddressWindow shortest() {
		AddressWindow shortest = null;
		long least = Long.MAX_VALUE;
		for (AddressWindow address : this.known) {
			CloseCluster cluster = address.cluster();
			if (cluster != null && cluster.lowest() < least) {
				least = cluster.lowest();
				shortest = address;
			}
		}
		return shortest;
	}

	/**
	 * Sums up what the addresses that agree with the shortest window have shown.
	 * @param shortest the address with the shortest window
	 * @return the estimate, or {@code null} if it has none
	 */
	@Nullable Estimate estimate(AddressWindow shortest) {
		CloseCluster cluster = shortest.cluster();
		if (cluster == null) {
			return null;
		}
		int closes = 0;
		int agreeing = 0;
		for (AddressWindow address : this.known) {
			CloseCluster other = address.cluster();
			if (other != null && other.lowest() <= SeenClose.sameUpTo(cluster.lowest())) {
				closes += other.members().size();
				agreeing++;
			}
		}
		return new Estimate(Duration.ofNanos(cluster.median()), Duration.ofNanos(cluster.lowest()), closes, agreeing,
				!cluster.exact(), Duration.ofNanos(cluster.highest() - cluster.lowest()));
	}

	List<SeenPattern> patterns() {
		Map<ClosePattern, SeenPattern> sum = new EnumMap<>(ClosePattern.class);
		for (AddressWindow address : this.known) {
			address.addPatterns(sum);
		}
		return List.copyOf(sum.values());
	}

}
