package io.github.keepalive.probe;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import io.github.keepalive.connection.Route;
import io.github.keepalive.policy.Durations;
import io.github.keepalive.policy.KeepAliveConflictException;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.UpstreamKeepAlive;

/**
 * Decides what may be probed. Pure: a probe goes where the configuration says and nowhere
 * else, so all that could go wrong is refused at the start.
 *
 * @since 0.1.0
 */
public final class ProbePlanner {

	/**
	 * Longer than the idle windows of nearly all proxies; a probe holds a thread.
	 */
	public static final Duration LONGEST = Duration.ofMinutes(20);

	/**
	 * Nearly always a missing unit.
	 */
	public static final Duration SHORTEST = Duration.ofMillis(500);

	private static final List<String> SAFE_METHODS = List.of("GET", "HEAD", "OPTIONS");

	private static final int LARGEST_PORT = 65535;

	private final KeepAlivePolicy policy;

	/**
	 * Creates a planner.
	 * @param policy the plan, which knows the hosts of the upstreams
	 */
	public ProbePlanner(KeepAlivePolicy policy) {
		this.policy = Objects.requireNonNull(policy, "'policy' must not be null");
	}

	/**
	 * Checks what the user said.
	 * @param settings what the user said
	 * @return what a probe does
	 * @throws KeepAliveConflictException if that cannot be
	 */
	public ProbeTarget plan(ProbeSettings settings) {
		URI uri = uri(settings);
		boolean secure = uri.getScheme().equalsIgnoreCase("https");
		Route route = new Route(uri.getHost(), (uri.getPort() >= 0) ? uri.getPort() : ProbeTarget.defaultPort(secure));
		checkHost(settings, route);
		checkLimit(settings);
		if (!secure && settings.tls() != null) {
			throw conflict("An SSL bundle is of no use to a connection without TLS.",
					"Start the URI with 'https://', or remove '" + settings.key() + ".ssl-bundle'.",
					settings.key() + ".uri", shown(settings.uri()));
		}
		return new ProbeTarget(settings.upstream(), route, method(settings), path(uri), settings.limit(),
				secure ? Objects.requireNonNullElse(settings.tls(), ProbeTls.DEFAULT) : null);
	}

	private static URI uri(ProbeSettings settings) {
		try {
			URI uri = new URI(settings.uri().trim());
			String scheme = uri.getScheme();
			if (uri.getRawUserInfo() != null) {
				throw unusable(settings, "It carries a user name or password; a probe sends no credentials.");
			}
			if (scheme == null || !(scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https"))) {
				throw unusable(settings, "It is no absolute http or https URI.");
			}
			// An authority that java.net.URI cannot read, such as a name with '_' or one
			// with a user and no host.
			if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > LARGEST_PORT) {
				throw unusable(settings, "It has no host, or not one that can be called.");
			}
			return uri;
		}
		catch (URISyntaxException ex) {
			throw unusable(settings, "It is no valid URI.");
		}
	}

	private static String path(URI uri) {
		URI ascii = URI.create(uri.toASCIIString());
		// RFC 9112, section 3.2.1: an empty path is sent as "/".
		String path = ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
		return (ascii.getRawQuery() != null) ? path + "?" + ascii.getRawQuery() : path;
	}

	private void checkHost(ProbeSettings settings, Route route) {
		UpstreamKeepAlive owner = this.policy.upstream(route.host(), route.port());
		if (owner == null || !owner.name().equals(settings.upstream())) {
			String whose = (owner != null) ? "to the upstream '" + owner.name() + "'" : "to no upstream";
			throw conflict(
					"The probe would measure connections that are not those of the upstream: " + route + " belongs "
							+ whose + ".",
					"Name one of the hosts of the upstream, with its port, or add '" + route + "' to its hosts.",
					settings.key() + ".uri", shown(settings.uri()));
		}
	}

	private static void checkLimit(ProbeSettings settings) {
		Duration limit = settings.limit();
		if (limit.compareTo(SHORTEST) < 0 || limit.compareTo(LONGEST) > 0) {
			throw conflict("A probe waits for at least 500 ms and at most 20 minutes.", "Set '" + settings.key()
					+ ".limit' to a little more than the longest window you expect, for example 120s; a number without a unit is taken as milliseconds.",
					settings.key() + ".limit", Durations.format(limit));
		}
	}

	private static String method(ProbeSettings settings) {
		String method = settings.method().toUpperCase(Locale.ROOT);
		if (!SAFE_METHODS.contains(method)) {
			throw conflict("A probe sends safe requests only.",
					"Set '" + settings.key() + ".method' to GET, HEAD or OPTIONS, or remove it.",
					settings.key() + ".method", settings.method());
		}
		return method;
	}

	private static KeepAliveConflictException unusable(ProbeSettings settings, String why) {
		return conflict("The URI cannot be probed. " + why,
				"Set '" + settings.key()
						+ ".uri' to something cheap that needs no login, for example https://api.example.org/health.",
				settings.key() + ".uri", shown(settings.uri()));
	}

	private static String shown(String uri) {
		// Passwords and tokens are not to reach a log. A user info may hold any
		// character.
		String visible = uri.contains("?") ? uri.substring(0, uri.indexOf('?')) + "?..." : uri;
		int at = uri.lastIndexOf('@');
		if (at < 0) {
			return visible;
		}
		int start = uri.indexOf("//");
		String host = uri.substring(at + 1).replaceFirst("[/?#].*", "/...");
		return ((start >= 0 && start < at) ? uri.substring(0, start + 2) : "") + "...@" + host;
	}

	private static KeepAliveConflictException conflict(String message, String action, String key, String value) {
		return new KeepAliveConflictException(message, action, new LinkedHashMap<>(Map.of(key, value)));
	}

}
