package io.github.keepalive.connection;

import java.net.SocketAddress;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * What is known of one client connection. Written by whoever holds the lease, which pools
 * grant to one at a time, and by the background; fields are volatile so that the next
 * holder sees them.
 *
 * @since 0.1.0
 */
public final class ConnectionLife {

	private final Route route;

	private final PeerEnd peer;

	private final Tick openedAt;

	private final long lifetimeNanos;

	private final AtomicReference<@Nullable CloseReason> closeReason = new AtomicReference<>();

	private final long lagNanos;

	private volatile Tick idleSince;

	private volatile Tick leasedAt;

	private volatile long noticedLateNanos;

	private volatile @Nullable Tick headAt;

	private volatile int served;

	private final HintedLimit hint = new HintedLimit();

	/**
	 * Starts the record of a connection that was just opened.
	 * @param route where it leads to
	 * @param remote the address of the peer, or {@code null} if the library does not tell
	 * @param now the present
	 * @param lifetimeNanos how long it may be used, jitter already taken off
	 * @param lagNanos how late the head of a response may at most be noticed
	 */
	ConnectionLife(Route route, @Nullable SocketAddress remote, Tick now, long lifetimeNanos, long lagNanos) {
		this.route = Objects.requireNonNull(route, "'route' must not be null");
		this.peer = new PeerEnd(remote);
		this.openedAt = now;
		this.idleSince = now;
		this.lifetimeNanos = lifetimeNanos;
		this.lagNanos = lagNanos;
		this.leasedAt = now;
	}

	/**
	 * Returns where the connection leads to.
	 * @return the route
	 */
	public Route route() {
		return this.route;
	}

	/**
	 * Returns the address of the peer, which is one of several behind a name.
	 * @return the address, or {@code null} if the library does not tell
	 */
	public @Nullable SocketAddress remote() {
		return this.peer.remote();
	}

	/**
	 * Returns when the connection was opened.
	 * @return the moment
	 */
	public Tick openedAt() {
		return this.openedAt;
	}

	/**
	 * Returns since when the connection is idle, as far as we saw: the arrival of the
	 * last response head, or the opening.
	 * @return the moment
	 */
	public Tick idleSince() {
		return this.idleSince;
	}

	/**
	 * Returns how many exchanges were completed on it.
	 * @return the number
	 */
	public int served() {
		return this.served;
	}

	/**
	 * Notes that the head of a response has arrived. The peer starts its clock when it
	 * has handed the response to its kernel, not when our caller has read the body; the
	 * first head of an exchange is the latest safe moment.
	 * @param now the present
	 */
	public void responseHead(Tick now) {
		this.headAt = now;
	}

	/**
	 * Notes that the exchange is complete and the connection goes back to the pool.
	 * @param now the present
	 */
	public void completed(Tick now) {
		Tick head = this.headAt;
		this.noticedLateNanos = (head != null) ? noticedLate(head) : 0;
		this.idleSince = (head != null) ? head : now;
		this.headAt = null;
		this.served = this.served + 1;
	}

	/**
	 * Notes that a request is about to go out.
	 * @param now the present
	 */
	void leased(Tick now) {
		this.leasedAt = now;
	}

	Tick leasedAt() {
		return this.leasedAt;
	}

	/**
	 * Returns for how long the peer may count the connection as idle.
	 * @param now the present
	 * @return the time in nanoseconds, at least the one since {@link #idleSince()}
	 */
	long idleNanos(Tick now) {
		return this.idleSince.ageNanos(now) + this.noticedLateNanos;
	}

	private long noticedLate(Tick head) {
		// A busy event loop sees the head late, so the peer may have been done any time
		// since the request; how much of that is believed is limited, as responses are
		// slow too.
		return Math.min(Math.max(0, head.nanos() - this.leasedAt.nanos()), this.lagNanos);
	}

	/**
	 * Returns when the head of the response under way arrived.
	 * @return the moment, or {@code null} if it has not
	 */
	@Nullable Tick headAt() {
		return this.headAt;
	}

	long lifetimeNanos() {
		return this.lifetimeNanos;
	}

	/**
	 * Notes what the peer said about keeping the connection. The last word counts; it
	 * only ever shortens what the plan allows.
	 * @param word the last word
	 */
	void hinted(RouteHint.Word word) {
		this.hint.hear(word, this.served + 1);
	}

	/**
	 * Returns how long the connection may be idle.
	 * @param plannedNanos what the plan allows
	 * @return the plan, shortened by what the peer said
	 */
	long idleLimitNanos(long plannedNanos) {
		return Math.min(plannedNanos, this.hint.nanos());
	}

	/**
	 * Notes why the connection is about to be closed; the first reason stays.
	 * @param reason the reason
	 */
	public void closing(CloseReason reason) {
		this.closeReason.compareAndSet(null, reason);
	}

	/**
	 * Notes how the peer ended the connection, before it is counted as closed.
	 * @param manner how
	 */
	public void endedByPeer(CloseManner manner) {
		this.peer.closed(manner);
	}

	/**
	 * Returns how the peer ended the connection.
	 * @return how, {@link CloseManner#UNKNOWN} if nobody saw
	 */
	public CloseManner closeManner() {
		return this.peer.manner();
	}

	/**
	 * Notes that somebody looked at the idle connection and found it open.
	 * @param now the present
	 */
	public void seenOpen(Tick now) {
		this.peer.seenOpen(now);
	}

	/**
	 * Notes that the close was not noticed when it came but found at a look, before it is
	 * counted as closed.
	 */
	public void foundClosed() {
		this.peer.found();
	}

	/**
	 * Notes that it carries several exchanges at a time (HTTP/2).
	 */
	public void multiplexes() {
		this.peer.multiplexes();
	}

	PeerEnd peer() {
		return this.peer;
	}

	/**
	 * Returns why the connection was closed.
	 * @return the first reason given, or {@code null}
	 */
	public @Nullable CloseReason closeReason() {
		return this.closeReason.get();
	}

}
