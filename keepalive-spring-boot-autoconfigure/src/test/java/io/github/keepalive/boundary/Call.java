package io.github.keepalive.boundary;

import java.util.List;

import org.springframework.http.ResponseEntity;

/**
 * One request of a user through the client under test.
 */
@FunctionalInterface
interface Call {

	/**
	 * Sends a request, a POST with a small body.
	 * @param method GET or POST
	 * @param url where to
	 * @return what came back
	 * @throws Exception whatever the client fails with
	 */
	Reply send(String method, String url) throws Exception;

	/**
	 * What came back.
	 *
	 * @param status the status of the response
	 * @param connection the proxy's name for the connection it came on
	 */
	record Reply(int status, String connection) {

		static Reply of(ResponseEntity<?> response) {
			List<String> names = response.getHeaders().getOrEmpty(RealProxy.CONNECTION_HEADER);
			return new Reply(response.getStatusCode().value(), names.isEmpty() ? "" : names.get(0));
		}

	}

}
