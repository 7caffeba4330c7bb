package io.github.keepalive.connection;

import java.net.SocketAddress;
import java.time.Duration;

import io.github.keepalive.connection.WindowReading.Probed;
import io.github.keepalive.policy.Origin;
import org.jspecify.annotations.Nullable;

/**
 * The idle window of one route's peer, learned from the closes that all clients of the
 * application saw. Thread-safe: the request path compares two numbers and takes no lock;
 * closes are rare and take one.
 *
 * @since 0.1.0
 */
public final class LearnedWindow {

	private final Contradictions contradictions = new Contradictions();

	private final LearnedWindows owner;

	private final AddressWindows addresses;

	private volatile @Nullable WindowCeiling ceiling;

	private volatile @Nullable ProbedWindow probed;

	private volatile long survivedNanos;

	LearnedWindow(LearnedWindows owner) {
		this.owner = owner;
		this.addresses = new AddressWindows(owner);
	}

	LearnedWindows owner() {
		return this.owner;
	}

	@Nullable WindowCeiling ceiling() {
		return this.ceiling;
	}

	/**
	 * Notes that a used connection was used again with success.
	 * @param life the connection
	 * @param idleNanos for how long it had been idle
	 * @param now the present
	 */
	void survived(ConnectionLife life, long idleNanos, Tick now) {
		if (idleNanos > this.survivedNanos) {
			longest(idleNanos);
		}
		AddressWindow address = life.peer().address(this.addresses.known());
		if (address != null && address.isWorthNoting(idleNanos, now)) {
			survived(address, idleNanos, now);
		}
		WindowCeiling set = this.ceiling;
		if (set != null && idleNanos > set.notable() && governedBy(address)) {
			exceeded(address, idleNanos, now);
		}
		ProbedWindow known = this.probed;
		if (known != null && known.isRefutedBy(life.remote(), idleNanos)) {
			refute(known, idleNanos, now);
		}
	}

	/**
	 * Notes that our side has given up an idle connection, which may have been seen open
	 * until then. Against a window that was learned from closes noticed when they came,
	 * that speaks as much as reuse does, and no request was risked. Against one that was
	 * found by requests which failed, or by a probe, it does not: what drops connections
	 * without a word leaves them looking open.
	 * @param life the connection
	 * @param now the present
	 */
	void outlived(ConnectionLife life, Tick now) {
		long idleNanos = life.peer().openNanos(life.idleSince());
		if (idleNanos > 0 && life.served() > 0 && !life.peer().isMultiplexed()) {
			outlived(life.peer().address(this.addresses.known()), idleNanos, now);
		}
	}

	private synchronized void outlived(@Nullable AddressWindow address, long idleNanos, Tick now) {
		if (address != null) {
			address.outlived(idleNanos, now);
		}
		WindowCeiling set = this.ceiling;
		if (set != null && set.visible()) {
			exceeded(address, idleNanos, now);
		}
	}

	private synchronized void longest(long idleNanos) {
		this.survivedNanos = Math.max(this.survivedNanos, idleNanos);
	}

	private synchronized void survived(AddressWindow address, long idleNanos, Tick now) {
		address.survived(idleNanos, now);
	}

	private boolean governedBy(@Nullable AddressWindow address) {
		WindowCeiling set = this.ceiling;
		// An address with a longer window says nothing about that with the shortest.
		return set == null || set.from() == null || set.from() == address || !this.addresses.contain(set.from());
	}

	private synchronized void exceeded(@Nullable AddressWindow address, long idleNanos, Tick now) {
		WindowCeiling set = this.ceiling;
		if (set == null || idleNanos <= set.notable() || !governedBy(address)) {
			return;
		}
		this.contradictions.add(idleNanos, now);
		long lifted = this.contradictions.liftedNanos();
		if (lifted > 0) {
			set(set.lifted(lifted, now));
		}
	}

	private void set(@Nullable WindowCeiling changed) {
		this.contradictions.clear();
		this.ceiling = changed;
	}

	private synchronized void refute(ProbedWindow known, long idleNanos, Tick now) {
		if (this.probed != known || !known.refuted(idleNanos, now)) {
			return;
		}
		this.probed = null;
		WindowCeiling set = this.ceiling;
		if (set != null && set.origin() == Origin.PROBED) {
			set(set.lifted(known.liftedNanos(), now));
			settle(false, null, now);
		}
	}

	/**
	 * Notes that the peer has closed a connection, or that it turned out to be dead.
	 * @param remote the address of the peer, or {@code null} if the library does not tell
	 * @param close the close
	 * @return whether that made a window known
	 */
	synchronized boolean closed(@Nullable SocketAddress remote, SeenClose close) {
		AddressWindow address = this.addresses.findOrAdd(remote, close.at());
		if (address == null) {
			return false;
		}
		boolean knownBefore = address.cluster() != null;
		boolean confirms = address.closed(close);
		CloseCluster known = address.cluster();
		if (known != null && this.addresses.known().length == 1) {
			// It forgets what is from a time when the window was longer.
			this.survivedNanos = address.survivedNanos();
		}
		settle(confirms, address, close.at());
		exceeded(address, close.openNanos(), close.at());
		triedInVain(close);
		ProbedWindow measured = this.probed;
		if (measured != null && measured.isRefutedBy(remote, close.openNanos())) {
			refute(measured, close.openNanos(), close.at());
		}
		return !knownBefore && known != null;
	}

	private void triedInVain(SeenClose close) {
		WindowCeiling set = this.ceiling;
		if (set != null && !close.exact() && close.idleNanos() > set.nanos()) {
			set(set.confirmed(close.at()));
		}
	}

	// Makes the shortest window known the ceiling, unless that has been lifted since the
	// evidence came.
	private void settle(boolean confirmed, @Nullable AddressWindow by, Tick now) {
		AddressWindow shortest = this.addresses.shortest();
		CloseCluster cluster = (shortest != null) ? shortest.cluster() : null;
		long learned = (cluster != null) ? cluster.lowest() : Long.MAX_VALUE;
		ProbedWindow measured = this.probed;
		long measuredNanos = (measured != null && measured.closeSeen()) ? measured.nanos() : Long.MAX_VALUE;
		long window = Math.min(learned, measuredNanos);
		WindowCeiling known = this.ceiling;
		boolean mayRaise = confirmed && by == shortest && governedBy(by);
		if (window < Long.MAX_VALUE && (known == null || window < known.nanos() || mayRaise)) {
			set((learned <= measuredNanos) ? WindowCeiling.evident(learned, Origin.LEARNED, shortest, now)
					: WindowCeiling.evident(measuredNanos, Origin.PROBED, null, now));
		}
	}

	/**
	 * Notes what was measured on a connection of its own. A measurement of a longer
	 * window than the learned one, being newer, takes its place.
	 * @param window after how much idle time the peer closed the connection, or for how
	 * long it did not
	 * @param closeSeen whether it closed it
	 * @param remote the address of the peer, or {@code null} if it is not known
	 * @param at when that was seen
	 */
	public synchronized void probed(Duration window, boolean closeSeen, @Nullable SocketAddress remote, Tick at) {
		ProbedWindow measured = new ProbedWindow(new Probed(window, closeSeen, at), remote);
		this.probed = measured;
		for (AddressWindow address : this.addresses.known()) {
			CloseCluster known = address.cluster();
			boolean same = remote == null || address.remote() == null || remote.equals(address.remote());
			if (known != null && same && measured.nanos() > SeenClose.sameUpTo(known.highest())) {
				address.drop();
			}
		}
		WindowCeiling set = this.ceiling;
		if (set != null && (set.from() == null || set.from().cluster() == null)) {
			set(null);
		}
		settle(false, null, at);
	}

	/**
	 * Notes what was measured on a connection of its own, at an unknown address.
	 * @param window after how much idle time the peer closed the connection, or for how
	 * long it did not
	 * @param closeSeen whether it closed it
	 * @param at when that was seen
	 */
	public void probed(Duration window, boolean closeSeen, Tick at) {
		probed(window, closeSeen, null, at);
	}

	/**
	 * Reads what is known now.
	 * @return a copy
	 */
	public synchronized WindowReading read() {
		AddressWindow shortest = this.addresses.shortest();
		ProbedWindow measured = this.probed;
		return new WindowReading((shortest != null) ? this.addresses.estimate(shortest) : null,
				duration(this.survivedNanos), (shortest != null) ? duration(shortest.survivedNanos()) : null,
				this.addresses.patterns(), (measured != null) ? measured.reading() : null);
	}

	private static @Nullable Duration duration(long nanos) {
		return (nanos > 0) ? Duration.ofNanos(nanos) : null;
	}

}
