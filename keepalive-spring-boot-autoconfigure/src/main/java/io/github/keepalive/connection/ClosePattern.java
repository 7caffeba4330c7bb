package io.github.keepalive.connection;

/**
 * What closes of idle connections had in common that was no idle timeout.
 *
 * @since 0.1.0
 */
public enum ClosePattern {

	/**
	 * Right after the same number of requests.
	 */
	MAX_REQUESTS,

	/**
	 * Right after a response, for no reason that shows.
	 */
	AFTER_RESPONSE,

	/**
	 * At the same age of the connection, idle for different times.
	 */
	MAX_AGE,

	/**
	 * Together, idle for different times: a restart, a reload or a deploy.
	 */
	RESTART,

	/**
	 * At the same idle time, but at the same age of the connection or after the same
	 * number of requests as well, so that what closed them cannot be told.
	 */
	AMBIGUOUS

}
