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
 * <p>
 * Method names are case-sensitive (RFC 9110, section 9.1) and are compared as they are:
 * {@code get} is a method of somebody's own, like {@code PROPFIND}. Such methods count as
 * writes that are not idempotent, whatever their specification says, until a key or a
 * mark says otherwise. A key header that occurs more than once is no key.
 */
final class TraitsReader {

	private static final String[] OVERRIDES = { "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override" };

	private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS", "TRACE", "QUERY");

	private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

	private static final String EMPTY_STRING_ITEM = "\"\"";

	private final List<String> keyHeaders;

	TraitsReader(List<String> keyHeaders) {
		this.keyHeaders = List.copyOf(keyHeaders);
	}

	RequestTraits read(String method, HttpHeaders headers, Map<String, Object> attributes, boolean bodyRepeatable) {
		return new RequestTraits(method, marked(attributes), keyed(headers), methodOverride(headers),
				conditional(method, headers), headers.containsHeader(HttpHeaders.UPGRADE), bodyRepeatable);
	}

	/**
	 * Answers whether a request may be the one to try a connection that has been idle for
	 * longer than others may use: only where a failure would harm nothing.
	 * @param method the HTTP method
	 * @param headers the headers as far as they are known
	 * @return {@code true} if it is safe
	 */
	static boolean safe(String method, HttpHeaders headers) {
		return SAFE.contains(method) && methodOverride(headers) == null;
	}

	private static @Nullable Boolean marked(Map<String, Object> attributes) {
		Object value = attributes.get(KeepAliveAttributes.IDEMPOTENT);
		// Text is taken for what it says; anything that is not plainly a yes is a no.
		return (value != null) ? Boolean.valueOf(value.toString()) : null;
	}

	private boolean keyed(HttpHeaders headers) {
		return this.keyHeaders.stream().anyMatch((name) -> key(headers.get(name)));
	}

	private static boolean key(@Nullable List<@Nullable String> values) {
		// Nobody knows which one of several a server takes, if it takes any.
		String value = (values != null && values.size() == 1) ? values.get(0) : null;
		// An empty key is no key: the server would not recognise the repeat. As a
		// structured field (RFC 9651, section 3.3.3) it is a pair of quotes.
		return value != null && !value.isBlank() && !value.strip().equals(EMPTY_STRING_ITEM);
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
		return !READS.contains(method) && (headers.containsHeader(HttpHeaders.IF_MATCH)
				|| headers.containsHeader(HttpHeaders.IF_UNMODIFIED_SINCE)
				|| "*".equals(headers.getFirst(HttpHeaders.IF_NONE_MATCH)));
	}

}
