package io.github.keepalive.client.apache;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.keepalive.connection.CloseManner;
import io.github.keepalive.connection.CloseReason;
import io.github.keepalive.connection.ConnectionLife;
import io.github.keepalive.connection.Tick;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpConnection;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.ProtocolVersion;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.util.TimeValue;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one open connection of the library. Written by whoever holds the
 * lease; fields are volatile so that the next holder and the background see them.
 */
final class TrackedConnection {

	/**
	 * A request and its final response.
	 */
	private static final int ONE_EXCHANGE = 2;

	private final HttpConnection connection;

	private final ConnectionLife life;

	// More than one at a time only where a user has switched on HTTP/2 multiplexing.
	private final AtomicInteger users = new AtomicInteger();

	private volatile long receivedBefore;

	private volatile long messagesBefore;

	private volatile long responseSize = ResponseSize.UNKNOWN;

	private volatile boolean reused;

	private volatile boolean answered;

	private volatile @Nullable Tick pooledAt;

	private volatile Duration keptFor = Duration.ZERO;

	private volatile @Nullable CloseManner end;

	private volatile @Nullable IOSession readable;

	TrackedConnection(HttpConnection connection, ConnectionLife life) {
		this.connection = connection;
		this.life = life;
	}

	HttpConnection connection() {
		return this.connection;
	}

	ConnectionLife life() {
		return this.life;
	}

	void leased(boolean reused) {
		this.receivedBefore = received();
		this.messagesBefore = messages();
		this.responseSize = ResponseSize.UNKNOWN;
		this.reused = reused;
		this.answered = false;
		this.pooledAt = null;
		this.end = null;
		this.readable = null;
		this.users.incrementAndGet();
		if (http2()) {
			this.life.multiplexes();
		}
	}

	/**
	 * Notes that a user gave it back.
	 * @return whether that was the last one
	 */
	boolean released() {
		return this.users.decrementAndGet() <= 0;
	}

	boolean inUse() {
		return this.users.get() > 0;
	}

	void responseHead(Tick now) {
		this.answered = true;
		this.life.responseHead(now);
	}

	/**
	 * Returns what a response says about keeping this connection.
	 * @param response the response
	 * @return the {@code Keep-Alive} header, or {@code null} if there is none
	 */
	@Nullable String keepAlive(HttpResponse response) {
		if (http2()) {
			// HttpCore 5.4 passes on what makes an HTTP/2 message malformed (RFC 9113,
			// section 8.2.2), and HttpClient's strategy would obey it.
			response.removeHeaders(HttpHeaders.KEEP_ALIVE);
		}
		Header first = response.getFirstHeader(HttpHeaders.KEEP_ALIVE);
		if (first == null || first == response.getLastHeader(HttpHeaders.KEEP_ALIVE)) {
			return (first != null) ? first.getValue() : null;
		}
		return Stream.of(response.getHeaders(HttpHeaders.KEEP_ALIVE))
			.map(Header::getValue)
			.collect(Collectors.joining(","));
	}

	void responseSize(long most) {
		this.responseSize = most;
	}

	/**
	 * Returns whether more arrived than the response to the last request can have taken.
	 * @return {@code true} if so, {@code false} also if that cannot be told
	 */
	boolean receivedTooMuch() {
		long most = this.responseSize;
		// CONNECT, a challenge or a redirect comes on the same lease, and is not in the
		// size.
		return most != ResponseSize.UNKNOWN && !http2() && messages() - this.messagesBefore == ONE_EXCHANGE
				&& received() - this.receivedBefore > most;
	}

	void pooled(Tick now, Duration keptFor) {
		this.receivedBefore = received();
		this.keptFor = keptFor;
		this.pooledAt = now;
	}

	/**
	 * Returns whether the time that it was given in the pool is over.
	 * @param now the present
	 * @return {@code true} if so
	 */
	boolean overdue(Tick now) {
		Tick since = this.pooledAt;
		return since != null && since.age(now).compareTo(this.keptFor) >= 0;
	}

	/**
	 * Returns for how long the pool may keep it.
	 * @param planned what is left of the plan's time
	 * @param keepAlive what the library would do: zero not to keep it, negative for no
	 * limit
	 * @return the time, zero if there is none
	 */
	Duration timeLeft(Duration planned, @Nullable TimeValue keepAlive) {
		if (keepAlive == null || keepAlive.getDuration() == 0) {
			return Duration.ZERO;
		}
		Duration left = planned;
		if (TimeValue.isPositive(keepAlive)) {
			left = shorter(left, Duration.ofMillis(keepAlive.toMilliseconds()));
		}
		// The pool counts in milliseconds and takes zero for ever.
		return (left.toMillis() > 0) ? left : Duration.ZERO;
	}

	private static Duration shorter(Duration a, Duration b) {
		return (a.compareTo(b) < 0) ? a : b;
	}

	/**
	 * Returns whether it has been in the pool for so long.
	 * @param time the time
	 * @param now the present
	 * @return {@code true} if so
	 */
	boolean pooledFor(Duration time, Tick now) {
		Tick since = this.pooledAt;
		return since != null && !inUse() && since.age(now).compareTo(time) >= 0;
	}

	/**
	 * Notes that the peer seems to have ended it in the pool.
	 * @param manner how
	 */
	void ended(CloseManner manner) {
		if (this.end == null) {
			this.end = manner;
		}
	}

	/**
	 * Notes that there is something to read in the pool, maybe the end of the stream.
	 * @param session the session of an async client
	 */
	void inputWhileIdle(IOSession session) {
		this.readable = session;
	}

	/**
	 * Returns how the peer ended it in the pool.
	 * @return how, or {@code null} if it did not as far as was noticed
	 */
	@Nullable CloseManner end() {
		IOSession session = this.readable;
		if (this.end != null || session == null || receivedAnything()) {
			return this.end;
		}
		return SessionWatch.end(this.connection, session);
	}

	CloseReason whyLost() {
		return (this.reused && !this.answered) ? CloseReason.STALE : CloseReason.EXCHANGE;
	}

	/**
	 * Returns whether bytes of the application protocol arrived since the lease or, in
	 * the pool, since the release: decrypted ones, so a TLS session ticket is none.
	 * HTTP/2 is left out, its control frames may come at any time.
	 * @return {@code true} if so
	 */
	boolean receivedAnything() {
		return !http2() && received() != this.receivedBefore;
	}

	boolean http2() {
		ProtocolVersion version = this.connection.getProtocolVersion();
		return version != null && version.greaterEquals(HttpVersion.HTTP_2);
	}

	// HttpCore 5.4 counts the final responses of its async client as requests.
	private long messages() {
		EndpointDetails details = this.connection.getEndpointDetails();
		return (details != null) ? details.getRequestCount() + details.getResponseCount() : 0;
	}

	private long received() {
		EndpointDetails details = this.connection.getEndpointDetails();
		return (details != null) ? details.getReceivedBytesCount() : 0;
	}

}
