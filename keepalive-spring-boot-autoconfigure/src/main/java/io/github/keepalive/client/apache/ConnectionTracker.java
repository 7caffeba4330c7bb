package io.github.keepalive.client.apache;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.github.keepalive.connection.Attempt;
import io.github.keepalive.connection.CloseManner;
import io.github.keepalive.connection.CloseReason;
import io.github.keepalive.connection.ConnectionLife;
import io.github.keepalive.connection.Connections;
import io.github.keepalive.connection.EndlessWaits;
import io.github.keepalive.connection.Tick;
import org.apache.hc.core5.http.HttpConnection;
import org.apache.hc.core5.util.Identifiable;
import org.apache.hc.core5.util.TimeValue;
import org.jspecify.annotations.Nullable;

/**
 * Follows the connections of one client from opening to close, classic and async alike.
 * Thread-safe; holds no more entries than the pool has connections, plus those that were
 * closed since the last {@link #sweep()}.
 */
final class ConnectionTracker {

	private final Connections connections;

	private final CloseReason unexplained;

	private final ConcurrentMap<HttpConnection, TrackedConnection> tracked = new ConcurrentHashMap<>();

	private final ConcurrentMap<String, TrackedConnection> byId = new ConcurrentHashMap<>();

	private final EndlessWaits endlessWaits;

	private volatile boolean shutdown;

	private volatile boolean watched;

	/**
	 * Creates a tracker.
	 * @param connections the record of the client
	 * @param unexplained why a connection is gone from the pool if nothing else says
	 * @param endlessWaits where to tell of requests that have no read timeout
	 */
	ConnectionTracker(Connections connections, CloseReason unexplained, EndlessWaits endlessWaits) {
		this.connections = connections;
		this.endlessWaits = endlessWaits;
		this.unexplained = unexplained;
	}

	Connections connections() {
		return this.connections;
	}

	EndlessWaits endlessWaits() {
		return this.endlessWaits;
	}

	@Nullable TrackedConnection find(@Nullable HttpConnection connection) {
		return (connection != null) ? this.tracked.get(connection) : null;
	}

	void opened(HttpConnection connection, Exchange exchange) {
		ConnectionLife life = this.connections.opened(exchange.route(), connection.getRemoteAddress());
		TrackedConnection opened = new TrackedConnection(connection, life);
		this.tracked.put(connection, opened);
		if (connection instanceof Identifiable identified) {
			this.byId.put(identified.getId(), opened);
		}
		leased(opened, false, exchange);
	}

	/**
	 * Asks whether a pooled connection may carry another exchange.
	 * @param pooled the connection
	 * @param attempt the send it is for, or {@code null} if nobody asks for its facts
	 * @return {@code null} if it may, else why it is to be closed
	 */
	@Nullable CloseReason refusal(TrackedConnection pooled, @Nullable Attempt attempt) {
		if (pooled.inUse()) {
			// It carries HTTP/2 streams of others at this moment: not idle at all.
			return null;
		}
		CloseReason reason = this.connections.mayLease(pooled.life(), attempt);
		return (reason == null && pooled.overdue(this.connections.now())) ? CloseReason.IDLE : reason;
	}

	Duration idle(TrackedConnection pooled) {
		return pooled.life().idleSince().age(this.connections.now());
	}

	void leased(TrackedConnection connection, boolean reused, @Nullable Exchange exchange) {
		connection.leased(reused);
		if (exchange != null) {
			exchange.leased(connection, reused);
		}
		else {
			this.connections.leased(connection.life(), reused, null);
		}
	}

	/**
	 * Notes that a connection is given back, and answers for how long the pool may keep
	 * it.
	 * @param connection the connection
	 * @param keepAlive what the library or the user's strategy would do: zero not to keep
	 * it, negative for no limit
	 * @return the time, or {@code null} if it is to be closed
	 */
	@Nullable TimeValue released(HttpConnection connection, @Nullable TimeValue keepAlive) {
		TrackedConnection released = this.tracked.get(connection);
		if (released == null || !released.released()) {
			return keepAlive;
		}
		if (!connection.isOpen()) {
			closed(connection, released.whyLost());
			return keepAlive;
		}
		CloseReason reason = this.connections.completed(released.life());
		if (released.receivedTooMuch()) {
			reason = CloseReason.UNSOLICITED;
		}
		Tick now = this.connections.now();
		Duration planned = this.connections.route(released.life().route()).timeLeft(released.life(), now);
		Duration left = released.timeLeft(planned, keepAlive);
		if (reason == null && left.isZero()) {
			reason = this.connections.mayLease(released.life(), null);
			reason = (reason != null) ? reason : CloseReason.EXCHANGE;
		}
		if (reason != null) {
			closed(connection, reason);
			return null;
		}
		released.pooled(this.connections.now(), left);
		return TimeValue.ofMilliseconds(left.toMillis());
	}

	/**
	 * Counts a connection as closed, once.
	 * @param connection the connection
	 * @param reason the reason if none was noted before
	 */
	void closed(HttpConnection connection, CloseReason reason) {
		TrackedConnection gone = this.tracked.remove(connection);
		if (gone != null) {
			if (connection instanceof Identifiable identified) {
				this.byId.remove(identified.getId());
			}
			this.connections.closed(gone.life(), reason);
		}
	}

	void shuttingDown() {
		this.shutdown = true;
	}

	/**
	 * Counts the connections that were closed without a word to us: by the pool, by the
	 * peer while they were idle, or at the end of an exchange, where the library takes
	 * them from the endpoint before it releases that.
	 */
	void sweep() {
		this.tracked.forEach((connection, gone) -> {
			if (!connection.isOpen()) {
				gone(gone);
			}
		});
	}

	/**
	 * Counts a connection that was closed without a word to us.
	 * @param gone the connection
	 */
	void gone(TrackedConnection gone) {
		closed(gone.connection(), whyGone(gone));
	}

	/**
	 * Counts a connection as closed by the peer, some time before this.
	 * @param gone the connection
	 * @param manner how, as far as can be told
	 */
	void foundClosed(TrackedConnection gone, CloseManner manner) {
		gone.life().foundClosed();
		gone.life().endedByPeer(manner);
		closed(gone.connection(), CloseReason.PEER);
	}

	/**
	 * Returns the connections that are open as far as is known.
	 * @return a live view
	 */
	Collection<TrackedConnection> open() {
		return this.tracked.values();
	}

	/**
	 * Finds the connection of a session, for a listener that hears of the end of each.
	 * @param id the session's id
	 * @return the connection, or {@code null} if it is none of ours or is closed
	 */
	@Nullable TrackedConnection watched(String id) {
		this.watched = true;
		return this.byId.get(id);
	}

	private CloseReason whyGone(TrackedConnection gone) {
		if (this.shutdown) {
			return CloseReason.SHUTDOWN;
		}
		if (gone.inUse()) {
			return gone.whyLost();
		}
		if (gone.receivedAnything()) {
			return CloseReason.UNSOLICITED;
		}
		CloseManner byPeer = gone.end();
		if (byPeer != null) {
			gone.life().endedByPeer(byPeer);
			return CloseReason.PEER;
		}
		CloseReason reason = overdue(gone);
		if (reason != null) {
			return reason;
		}
		if (this.watched || this.unexplained != CloseReason.PEER) {
			return CloseReason.EVICTED;
		}
		gone.life().foundClosed();
		return CloseReason.PEER;
	}

	/**
	 * Asks whether the time of an idle connection is over.
	 * @param pooled the connection
	 * @return why it is to be closed, or {@code null} if it is not
	 */
	@Nullable CloseReason overdue(TrackedConnection pooled) {
		CloseReason reason = this.connections.mayKeep(pooled.life());
		return (reason == null && pooled.overdue(this.connections.now())) ? CloseReason.IDLE : reason;
	}

}
