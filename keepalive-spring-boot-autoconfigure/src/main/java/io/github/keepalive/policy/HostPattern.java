package io.github.keepalive.policy;

import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One entry of {@code keepalive.upstreams.<name>.hosts}: a host or {@code *.} and a
 * domain, with or without a port. A wildcard stands for one or more labels, never for
 * none: {@code *.example.org} matches {@code a.b.example.org}, not {@code example.org}.
 *
 * @param host host name or address in lower case, addresses without brackets; for a
 * wildcard the domain with its leading dot
 * @param wildcard whether the host starts with a wildcard
 * @param port the port, or {@value #ANY_PORT} for any
 * @since 0.1.0
 */
public record HostPattern(String host, boolean wildcard, int port) {

	/**
	 * Stands for every port.
	 */
	public static final int ANY_PORT = -1;

	/**
	 * The most specific first: exact before wildcard, long wildcards before short ones, a
	 * port before none.
	 */
	static final Comparator<HostPattern> MOST_SPECIFIC_FIRST = Comparator.comparing(HostPattern::wildcard)
		.thenComparing((pattern) -> -pattern.host().length())
		.thenComparing((pattern) -> pattern.port() == ANY_PORT);

	private static final int LARGEST_PORT = 65535;

	private static final Pattern LABELS = Pattern
		.compile("[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?" + "(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*");

	private static final Pattern PARTS = Pattern.compile("(\\[[0-9a-f:.%a-z]+]|[^:\\[\\]]+)(?::(\\d{1,5}))?");

	public HostPattern {
		Objects.requireNonNull(host, "'host' must not be null");
	}

	/**
	 * Reads a pattern.
	 * @param key the property, for messages
	 * @param text the pattern as the user wrote it
	 * @return the pattern
	 * @throws KeepAliveConflictException if it could never match a host
	 */
	static HostPattern parse(String key, String text) {
		String pattern = text.trim().toLowerCase(Locale.ROOT);
		if (pattern.contains("/") || pattern.contains("@")) {
			throw unusable(key, text, "It is compared with host names, so it must be neither a URL nor carry a user.");
		}
		Matcher parts = PARTS.matcher(pattern);
		if (!parts.matches()) {
			throw unusable(key, text, "It is no host name with an optional port; IPv6 addresses go into brackets.");
		}
		int port = (parts.group(2) != null) ? Integer.parseInt(parts.group(2)) : ANY_PORT;
		if (port == 0 || port > LARGEST_PORT) {
			throw unusable(key, text, "Ports go from 1 to 65535.");
		}
		String host = parts.group(1);
		boolean wildcard = host.startsWith("*.");
		String name = wildcard ? host.substring(2) : host;
		if (name.startsWith("[") && name.indexOf(':') < 0) {
			throw unusable(key, text, "Brackets are for IPv6 addresses, as in '[2001:db8::1]'.");
		}
		if (!name.startsWith("[") && !LABELS.matcher(name).matches()) {
			throw unusable(key, text, "A wildcard stands for whole labels at the start, as in '*.example.org'.");
		}
		return new HostPattern(wildcard ? "." + name : bare(name), wildcard, port);
	}

	private static KeepAliveConflictException unusable(String key, String text, String why) {
		return Limits.conflict("The pattern can not match any host. " + why,
				"Write a host as it stands in the URLs that are called, for example 'api.example.org',"
						+ " 'api.example.org:8443' or '*.example.org'.",
				key, text);
	}

	/**
	 * Returns whether a route leads to what the pattern stands for.
	 * @param candidate the host name or address, in lower case
	 * @param candidatePort the port
	 * @return {@code true} if so
	 */
	public boolean matches(String candidate, int candidatePort) {
		if (this.port != ANY_PORT && this.port != candidatePort) {
			return false;
		}
		String host = bare(candidate);
		return this.wildcard ? host.length() > this.host.length() && host.endsWith(this.host) : host.equals(this.host);
	}

	private static String bare(String host) {
		return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
	}

	@Override
	public String toString() {
		String shown = (this.host.indexOf(':') < 0) ? this.host : "[" + this.host + "]";
		return (this.wildcard ? "*" : "") + shown + ((this.port != ANY_PORT) ? ":" + this.port : "");
	}

}
