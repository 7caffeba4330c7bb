package io.github.keepalive.test;

import java.util.Map;

/**
 * One request as a {@link FaultServer} saw it, recorded before anything is answered.
 *
 * @param id the request's id: the value of the server's request-id header, or else method
 * and path, such as {@code POST /orders}
 * @param method the method
 * @param path the request target
 * @param headers the request headers, names in lower case
 * @param bodyBytes how much of the body was read
 * @param connection the connection's number, from 0 in order of arrival
 * @param indexOnConnection the request's number on its connection, from 0
 * @param executed whether the whole request was read, so that a real server would have
 * acted on it, whatever became of the response
 * @since 0.1.0
 */
public record Exchange(String id, String method, String path, Map<String, String> headers, long bodyBytes,
		int connection, int indexOnConnection, boolean executed) {

	/**
	 * Returns whether the request came on a connection that had carried another.
	 * @return whether the connection was reused
	 */
	public boolean reused() {
		return this.indexOnConnection > 0;
	}

	@Override
	public String toString() {
		return "connection " + this.connection + ", request " + (this.indexOnConnection + 1) + " on it: " + this.id
				+ ", " + this.bodyBytes + " bytes of body, " + (this.executed ? "executed" : "not executed");
	}

}
