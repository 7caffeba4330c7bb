package io.github.keepalive.client.apache;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.keepalive.connection.ConnectionLife;
import io.github.keepalive.connection.Tick;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpConnection;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.ProtocolVersion;
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

	private volatile @Nullable Duration hint;

	private volatile @Nullable Tick pooledAt;

	private volatile Duration keptFor = Duration.ZERO;

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
		this.hint = null;
		this.pooledAt = null;
		this.users.incrementAndGet();
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

	void responseHead(Tick now, @Nullable Duration hint) {
		this.answered = true;
		this.hint = hint;
		this.life.responseHead(now);
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

	@Nullable Duration hint() {
		return this.hint;
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

	boolean lostUnderReuse() {
		return this.reused && !this.answered;
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
