package io.github.keepalive.retry;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.github.keepalive.fault.RequestTraits;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Reads from a request what the rule wants to know. Immutable.
 */
final class TraitsReader {

	private static final String[] OVERRIDES = { "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override" };

	private static final Set<String> WRITES = Set.of("PUT", "DELETE", "PATCH", "POST");

	private final List<String> keyHeaders;

	TraitsReader(List<String> keyHeaders) {
		this.keyHeaders = List.copyOf(keyHeaders);
	}

	RequestTraits read(String method, HttpHeaders headers, Map<String, Object> attributes, boolean bodyRepeatable) {
		Boolean idempotent = (attributes.get(KeepAliveAttributes.IDEMPOTENT) instanceof Boolean value) ? value : null;
		return new RequestTraits(method, idempotent, keyed(headers), methodOverride(headers),
				conditional(method, headers), headers.containsHeader(HttpHeaders.UPGRADE), bodyRepeatable);
	}

	private boolean keyed(HttpHeaders headers) {
		for (String name : this.keyHeaders) {
			String value = headers.getFirst(name);
			// An empty key is no key: the server would not recognise the repeat.
			if (value != null && !value.isBlank()) {
				return true;
			}
		}
		return false;
	}

	private static @Nullable String methodOverride(HttpHeaders headers) {
		for (String name : OVERRIDES) {
			String value = headers.getFirst(name);
			if (value != null && !value.isBlank()) {
				return value.trim().toUpperCase(Locale.ROOT);
			}
		}
		return null;
	}

	private static boolean conditional(String method, HttpHeaders headers) {
		return WRITES.contains(method) && (headers.containsHeader(HttpHeaders.IF_MATCH)
				|| headers.containsHeader(HttpHeaders.IF_UNMODIFIED_SINCE)
				|| "*".equals(headers.getFirst(HttpHeaders.IF_NONE_MATCH)));
	}

}
