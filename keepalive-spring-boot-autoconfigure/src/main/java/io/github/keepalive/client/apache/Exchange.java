package io.github.keepalive.client.apache;

import java.net.SocketTimeoutException;

import io.github.keepalive.connection.Attempt;
import io.github.keepalive.connection.CloseReason;
import io.github.keepalive.connection.Connections;
import io.github.keepalive.connection.Route;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.HttpConnection;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response on one connection, a leg of what the caller sees as one
 * send. Found by thread where the library leases a connection, which it always does on
 * the thread that runs the exec chain, and by context from then on.
 */
final class Exchange {

	private static final String ATTRIBUTE = Exchange.class.getName();

	private static final ThreadLocal<@Nullable Exchange> CURRENT = new ThreadLocal<>();

	private final ConnectionTracker tracker;

	private final Route route;

	private final @Nullable Attempt attempt;

	private volatile @Nullable TrackedConnection connection;

	private volatile boolean informed;

	Exchange(ConnectionTracker tracker, HttpRoute route, @Nullable Attempt attempt) {
		this.tracker = tracker;
		this.route = Routes.of(route);
		this.attempt = attempt;
	}

	static @Nullable Exchange current() {
		return CURRENT.get();
	}

	static @Nullable Exchange of(@Nullable HttpContext context) {
		return (context != null && context.getAttribute(ATTRIBUTE) instanceof Exchange exchange) ? exchange : null;
	}

	/**
	 * Makes this the exchange of the context and, until the scope is closed, of the
	 * calling thread.
	 * @param context the context
	 * @return the scope
	 */
	Attempt.Scope open(HttpContext context) {
		context.setAttribute(ATTRIBUTE, this);
		Exchange outer = CURRENT.get();
		CURRENT.set(this);
		return () -> {
			if (outer != null) {
				CURRENT.set(outer);
			}
			else {
				CURRENT.remove();
			}
		};
	}

	Route route() {
		return this.route;
	}

	@Nullable Attempt attempt() {
		return this.attempt;
	}

	void leased(TrackedConnection leased, boolean reused) {
		this.connection = leased;
		Connections connections = this.tracker.connections();
		Attempt facts = this.attempt;
		// A redirect or a challenge was answered before this lease: whatever happens now,
		// the send as a whole has been processed in part.
		boolean answered = facts != null && Boolean.TRUE.equals(facts.facts().responseByte());
		connections.leased(leased.life(), reused, facts);
		if (facts != null && answered) {
			facts.written();
			facts.responseByte();
		}
	}

	void written(HttpContext context) {
		TrackedConnection leased = this.connection;
		if (leased != null) {
			waits(leased.connection(), context);
		}
		if (this.attempt != null) {
			this.attempt.written();
		}
	}

	private void waits(HttpConnection connection, HttpContext context) {
		RequestConfig config = (context instanceof HttpClientContext known) ? known.getRequestConfig() : null;
		Timeout limit = (config != null) ? config.getResponseTimeout() : null;
		// The library applies the limit of a single request just after this.
		if (!Timeout.isPositive((limit != null) ? limit : connection.getSocketTimeout())) {
			this.tracker.endlessWaits().report(ApacheKeepAliveCustomizer.LIBRARY);
		}
	}

	void responseByte() {
		if (this.attempt != null) {
			this.attempt.responseByte();
		}
	}

	void responseHead(HttpResponse response) {
		responseByte();
		TrackedConnection leased = this.connection;
		if (leased != null) {
			Connections connections = this.tracker.connections();
			leased.responseHead(connections.now());
			connections.route(leased.life().route()).hinted(leased.life(), leased.keepAlive(response));
		}
	}

	/**
	 * Notes an interim response.
	 */
	void informed() {
		this.informed = true;
	}

	/**
	 * Notes how many bytes the response can have taken.
	 * @param most the number, or {@link ResponseSize#UNKNOWN}
	 */
	void responseSize(long most) {
		TrackedConnection leased = this.connection;
		if (leased != null && !this.informed) {
			leased.responseSize(most);
		}
	}

	/**
	 * Notes that the exchange failed. The library has forgotten the connection by then.
	 * @param cause what went wrong
	 */
	void failed(Exception cause) {
		TrackedConnection leased = this.connection;
		if (leased == null) {
			return;
		}
		// Half a status line is a response byte, too.
		if (leased.receivedAnything()) {
			responseByte();
		}
		if (cause instanceof SocketTimeoutException) {
			// Our side gave up: silence is no proof of a stale connection.
			leased.life().closing(CloseReason.EXCHANGE);
		}
		if (!leased.connection().isOpen()) {
			this.tracker.closed(leased.connection(), leased.whyLost());
		}
	}

}
