package io.github.keepalive.connection;

import java.net.SocketAddress;

import org.jspecify.annotations.Nullable;

/**
 * What is seen of the peer's end of one idle connection: when it was last known to be
 * open, how it was closed, and what is known of its address. Written by whoever looks
 * after the connection; fields are volatile for those who read.
 */
final class PeerEnd {

	private final @Nullable SocketAddress remote;

	private volatile CloseManner manner = CloseManner.UNKNOWN;

	private volatile @Nullable Tick seenOpenAt;

	private volatile boolean found;

	private volatile boolean multiplexed;

	private volatile AddressWindow[] lookedIn = AddressWindows.NONE;

	private volatile @Nullable AddressWindow address;

	PeerEnd(@Nullable SocketAddress remote) {
		this.remote = remote;
	}

	@Nullable SocketAddress remote() {
		return this.remote;
	}

	void closed(CloseManner how) {
		this.manner = how;
	}

	CloseManner manner() {
		return this.manner;
	}

	void seenOpen(Tick now) {
		this.seenOpenAt = now;
	}

	/**
	 * Returns after how much idle time it was last seen to be open.
	 * @param idleSince since when the connection is idle
	 * @return the time in nanoseconds, zero if nobody looked
	 */
	long openNanos(Tick idleSince) {
		Tick seen = this.seenOpenAt;
		return (seen != null && seen.isAfter(idleSince)) ? idleSince.ageNanos(seen) : 0;
	}

	void found() {
		this.found = true;
	}

	boolean isFound() {
		return this.found;
	}

	void multiplexes() {
		this.multiplexed = true;
	}

	/**
	 * Returns whether it carries several exchanges at a time. Nothing is learned from the
	 * end of such a connection: peers have another idle timeout for those, and pings
	 * count.
	 * @return {@code true} if so
	 */
	boolean isMultiplexed() {
		return this.multiplexed;
	}

	/**
	 * Returns what is known of the address of the peer.
	 * @param known the addresses of the route that are known
	 * @return the record of the address, or {@code null} if it never closed a connection
	 */
	@Nullable AddressWindow address(AddressWindow[] known) {
		if (known != this.lookedIn) {
			this.address = AddressWindows.find(known, this.remote);
			this.lookedIn = known;
		}
		return this.address;
	}

}
