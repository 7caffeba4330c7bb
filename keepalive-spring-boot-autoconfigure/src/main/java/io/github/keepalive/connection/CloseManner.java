package io.github.keepalive.connection;

/**
 * How a peer ended a connection, as far as our side saw.
 *
 * @since 0.1.0
 */
public enum CloseManner {

	/**
	 * An orderly end of the stream, over TLS without a word before it.
	 */
	FIN,

	/**
	 * A reset.
	 */
	RESET,

	/**
	 * The TLS alert that announces the end (RFC 8446, section 6.1).
	 */
	CLOSE_NOTIFY,

	/**
	 * The end was found later, and nothing tells how it came.
	 */
	UNKNOWN

}
