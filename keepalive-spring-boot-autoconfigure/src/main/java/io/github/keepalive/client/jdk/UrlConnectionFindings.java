package io.github.keepalive.client.jdk;

import java.util.List;

import io.github.keepalive.connection.FindingSource;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.Severity;

/**
 * What users of {@code HttpURLConnection} should know. The property is reported and never
 * set: other code of the JVM may count on it.
 *
 * @since 0.1.0
 */
public final class UrlConnectionFindings implements FindingSource {

	private static final String RETRY_POST = "sun.net.http.retryPost";

	@Override
	public List<Finding> findings() {
		String value = System.getProperty(RETRY_POST);
		// As the JDK reads it: on, unless it is set to something else than true.
		if (value != null && !Boolean.parseBoolean(value)) {
			return List.of();
		}
		return List.of(new Finding("KA016", Severity.WARN, "HttpURLConnection is in use, and '" + RETRY_POST
				+ "' is not false: when a kept connection is lost it sends a POST again that the server may have"
				+ " processed, unless its body is streamed.",
				"Pass '-D" + RETRY_POST
						+ "=false' on the command line, or set 'spring.http.clients.imperative.factory' to"
						+ " 'reactor', 'http-components' or 'jetty'.",
				List.of(RETRY_POST, "spring.http.clients.imperative.factory")));
	}

}
