package io.github.keepalive.connection;

import java.util.List;

/**
 * An embedded server that can be emptied while it goes on answering. Implementations are
 * thread-safe.
 *
 * @since 0.1.0
 */
public interface Drainable {

	/**
	 * Returns the name of the server, as in {@link ServerView#name()}.
	 * @return the name
	 */
	String server();

	/**
	 * Returns whether anybody ever connected.
	 * @return whether a connection was accepted since the server started
	 */
	boolean accepted();

	/**
	 * Has each HTTP/1.1 response from now on say that its connection ends, those to
	 * requests that are being handled included. Everything else goes on.
	 */
	void closeAfterResponses();

	/**
	 * Stops to listen, so that new connections are refused. What the kernel has accepted
	 * until then is served.
	 * @throws Exception if that is not possible; the server then listens until it stops
	 */
	void refuse() throws Exception;

	/**
	 * Returns how many responses said that their connection ends.
	 * @return the number since {@link #closeAfterResponses()}
	 */
	long told();

	/**
	 * Returns the open connections.
	 * @return a snapshot; a connection is the same object, or an equal one, in all of
	 * them
	 */
	List<? extends OpenConnection> open();

	/**
	 * Returns whether running requests have to be waited for before the server is told to
	 * stop, because after {@link #refuse()} it does not do so itself.
	 * @return whether nobody else waits
	 */
	default boolean leavesRequestsToUs() {
		return false;
	}

	/**
	 * A connection that somebody holds to the server.
	 */
	interface OpenConnection {

		/**
		 * Returns whether the connection is open.
		 * @return {@code false} once either side has closed it
		 */
		boolean isOpen();

		/**
		 * Returns whether the connection waits for a request.
		 * @return whether no request is being received or handled
		 */
		boolean isIdle();

		/**
		 * Returns for how long nothing has come from the peer.
		 * @return the time since the last byte, or since the connection was accepted, in
		 * milliseconds
		 */
		long silentMillis();

		/**
		 * Says to the peer that no more responses will come (FIN), if the connection is
		 * idle. It stays open for reading until the peer has closed it too: what is on
		 * its way would otherwise be answered with a reset.
		 * @return whether the connection was idle, and the peer has been told
		 */
		boolean end();

	}

}
