package io.github.keepalive.test;

import java.util.Map;

/**
 * One request as a {@link FaultServer} saw it, recorded before anything is answered.
 *
 * @param method the method
 * @param path the request target
 * @param headers the request headers, names in lower case
 * @param bodyBytes how much of the body was read
 * @param connection the connection's number, from 0 in order of arrival
 * @param indexOnConnection the request's number on its connection, from 0
 * @param executed whether the whole request was read, so that a real server would have
 * acted on it
 */
public record Exchange(String method, String path, Map<String, String> headers, long bodyBytes, int connection,
		int indexOnConnection, boolean executed) {

	public boolean reused() {
		return this.indexOnConnection > 0;
	}

}
