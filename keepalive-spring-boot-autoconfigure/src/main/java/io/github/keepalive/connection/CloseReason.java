package io.github.keepalive.connection;

/**
 * Why a pooled connection was closed, as far as our side can tell.
 *
 * @since 0.1.0
 */
public enum CloseReason {

	/**
	 * Idle for as long as the client keeps connections.
	 */
	IDLE,

	/**
	 * Older than the client's maximum lifetime.
	 */
	LIFETIME,

	/**
	 * The last response body took so long to read that the peer may count us as idle for
	 * longer than we do.
	 */
	SLOW_BODY,

	/**
	 * As idle as a neighbour that had turned out to be dead, or not fresh enough for a
	 * repeat.
	 */
	RETIRED,

	/**
	 * Bytes arrived while nobody had asked for any.
	 */
	UNSOLICITED,

	/**
	 * The peer closed it while it was idle.
	 */
	PEER,

	/**
	 * It failed under an exchange that had reused it.
	 */
	STALE,

	/**
	 * The protocol forbids reuse, or the exchange failed for another reason.
	 */
	EXCHANGE,

	/**
	 * The client was closed.
	 */
	SHUTDOWN,

	/**
	 * Closed while idle to make room in a full pool.
	 */
	EVICTED

}
