package io.github.keepalive.client.apache;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.github.keepalive.connection.Attempt;
import io.github.keepalive.connection.CloseReason;
import io.github.keepalive.connection.ConnectionLife;
import io.github.keepalive.connection.Connections;
import io.github.keepalive.connection.EndlessWaits;
import io.github.keepalive.connection.RouteState;
import io.github.keepalive.connection.Tick;
import io.github.keepalive.policy.KeepAliveHint;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpConnection;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
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

	private final EndlessWaits endlessWaits;

	private volatile boolean shutdown;

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

	@Nullable TrackedConnection find(@Nullable HttpConnection connection) {
		return (connection != null) ? this.tracked.get(connection) : null;
	}

	void opened(HttpConnection connection, Exchange exchange) {
		ConnectionLife life = this.connections.opened(exchange.route());
		TrackedConnection opened = new TrackedConnection(connection, life);
		this.tracked.put(connection, opened);
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
		if (reason == null && pooled.overdue(this.connections.now())) {
			return CloseReason.IDLE;
		}
		return reason;
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

	void responseHead(TrackedConnection connection, HttpResponse response) {
		RouteState state = this.connections.route(connection.life().route());
		Duration hint = state.plan().hint() ? KeepAliveHint.idleLimit(keepAlive(response), state.plan().margin())
				: null;
		connection.responseHead(this.connections.now(), hint);
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
			closed(connection, whyLost(released));
			return keepAlive;
		}
		CloseReason reason = this.connections.completed(released.life());
		if (released.receivedTooMuch()) {
			reason = CloseReason.UNSOLICITED;
		}
		Duration left = timeLeft(released, keepAlive);
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

	private Duration timeLeft(TrackedConnection released, @Nullable TimeValue keepAlive) {
		if (keepAlive == null || keepAlive.getDuration() == 0) {
			return Duration.ZERO;
		}
		Tick now = this.connections.now();
		ConnectionLife life = released.life();
		Duration left = this.connections.route(life.route()).timeLeft(life, now);
		if (TimeValue.isPositive(keepAlive)) {
			left = shorter(left, Duration.ofMillis(keepAlive.toMilliseconds()));
		}
		Duration hint = released.hint();
		if (hint != null) {
			left = shorter(left, hint.minus(life.idleSince().age(now)));
		}
		// The pool counts in milliseconds and takes zero for ever.
		return (left.toMillis() > 0) ? left : Duration.ZERO;
	}

	/**
	 * Counts a connection as closed, once.
	 * @param connection the connection
	 * @param reason the reason if none was noted before
	 */
	void closed(HttpConnection connection, CloseReason reason) {
		TrackedConnection gone = this.tracked.remove(connection);
		if (gone != null) {
			this.connections.closed(gone.life(), reason);
		}
	}

	/**
	 * Notes that an exchange failed. The library has forgotten the connection by then.
	 * @param connection the connection
	 * @param cause what went wrong
	 */
	void failed(TrackedConnection connection, Exception cause) {
		if (cause instanceof SocketTimeoutException) {
			// Our side gave up: silence is no proof of a stale connection.
			connection.life().closing(CloseReason.EXCHANGE);
		}
		if (!connection.connection().isOpen()) {
			closed(connection.connection(), whyLost(connection));
		}
	}

	/**
	 * Notes that a request is about to be written, and for how long its response will be
	 * waited for.
	 * @param connection the connection
	 * @param context the context of the exchange
	 */
	void waits(HttpConnection connection, HttpContext context) {
		RequestConfig config = (context instanceof HttpClientContext known) ? known.getRequestConfig() : null;
		Timeout limit = (config != null) ? config.getResponseTimeout() : null;
		// The library applies the limit of a single request just after this.
		if (!Timeout.isPositive((limit != null) ? limit : connection.getSocketTimeout())) {
			this.endlessWaits.report(ApacheKeepAliveCustomizer.LIBRARY);
		}
	}

	void shutdown() {
		this.shutdown = true;
		sweep();
	}

	/**
	 * Counts the connections that were closed without a word to us: by the pool, by the
	 * peer while they were idle, or at the end of an exchange, where the library takes
	 * them from the endpoint before it releases that.
	 */
	void sweep() {
		this.tracked.forEach((connection, gone) -> {
			if (!connection.isOpen()) {
				closed(connection, whyGone(gone));
			}
		});
	}

	private CloseReason whyGone(TrackedConnection gone) {
		if (this.shutdown) {
			return CloseReason.SHUTDOWN;
		}
		if (gone.inUse()) {
			return whyLost(gone);
		}
		CloseReason reason = this.connections.mayLease(gone.life(), null);
		if (reason == null && gone.overdue(this.connections.now())) {
			return CloseReason.IDLE;
		}
		return (reason != null) ? reason : this.unexplained;
	}

	private static CloseReason whyLost(TrackedConnection lost) {
		return lost.lostUnderReuse() ? CloseReason.STALE : CloseReason.EXCHANGE;
	}

	private static Duration shorter(Duration a, Duration b) {
		return (a.compareTo(b) < 0) ? a : b;
	}

	private static @Nullable String keepAlive(HttpResponse response) {
		Header header = response.getFirstHeader("Keep-Alive");
		return (header != null) ? header.getValue() : null;
	}

}
