package io.github.keepalive.fault;

/**
 * What went wrong with an exchange.
 *
 * @since 0.1.0
 */
public enum FaultKind {

	/**
	 * The peer ended the connection with a FIN, or the library only says that it is gone.
	 */
	CLOSED(true),

	/**
	 * The peer reset the connection.
	 */
	RESET(true),

	/**
	 * Writing met a connection that was already gone.
	 */
	BROKEN_PIPE(true),

	/**
	 * The peer ended the TLS session, with or without {@code close_notify}.
	 */
	TLS_CLOSED(true),

	/**
	 * A 408 with {@code Connection: close} arrived on a connection that had been idle
	 * (RFC 9110, section 15.5.9).
	 */
	REQUEST_TIMEOUT(true),

	/**
	 * The connection was given up before any byte of the request was handed to it.
	 */
	NOT_SENT(true),

	/**
	 * HTTP/2 {@code REFUSED_STREAM}: guaranteed not processed (RFC 9113, section 8.7).
	 */
	REFUSED_STREAM(true),

	/**
	 * HTTP/2 stream above the last id of a {@code GOAWAY}: guaranteed not processed (RFC
	 * 9113, section 6.8).
	 */
	GOAWAY_UNPROCESSED(true),

	/**
	 * No connection could be opened, or none was free in the pool.
	 */
	CONNECT_FAILED(false),

	/**
	 * Nothing came in time; says nothing about whether the request was processed.
	 */
	TIMEOUT(false),

	/**
	 * The caller gave up.
	 */
	CANCELLED(false),

	/**
	 * Anything else.
	 */
	OTHER(false);

	private final boolean connectionLost;

	FaultKind(boolean connectionLost) {
		this.connectionLost = connectionLost;
	}

	/**
	 * Returns whether the connection was lost under the exchange: the only faults a
	 * repeat can mend.
	 * @return {@code true} if so
	 */
	public boolean connectionLost() {
		return this.connectionLost;
	}

	/**
	 * Returns whether the protocol itself proves that the peer did not process the
	 * request.
	 * @return {@code true} if so
	 */
	public boolean provablyUnprocessed() {
		return this == NOT_SENT || this == REFUSED_STREAM || this == GOAWAY_UNPROCESSED;
	}

}
