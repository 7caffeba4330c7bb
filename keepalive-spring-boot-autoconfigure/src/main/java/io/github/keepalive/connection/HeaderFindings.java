package io.github.keepalive.connection;

import java.time.Duration;
import java.util.List;

import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.Durations;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.Origin;
import io.github.keepalive.policy.ProxyWindow;
import io.github.keepalive.policy.Severity;

/**
 * Judges how long a server waits for a request head: too short cuts connections that a
 * balancer opened ahead, too long lets a slow sender occupy them.
 */
final class HeaderFindings {

	/**
	 * Twice what servers grant by themselves: Tomcat's 60 s, and more than the 75 s that
	 * are ever derived.
	 */
	private static final Duration LONGEST = Duration.ofSeconds(120);

	private HeaderFindings() {
	}

	static List<Finding> of(ServerView server, KeepAlivePolicy policy) {
		Derived header = server.headerTimeout();
		if (header == null) {
			return server.facts().headerUnlimited() ? List.of(unlimited(server)) : List.of();
		}
		if (cutsConnectionsOpenedAhead(server, header, policy.serverProxy())) {
			return List.of(belowIdle(server, header));
		}
		Duration longest = longest(server, policy);
		if (header.origin() == Origin.CONFIGURED && header.value().compareTo(longest) > 0 && !tightens(server)) {
			return List.of(exposed(server, header, longest));
		}
		return List.of();
	}

	private static boolean cutsConnectionsOpenedAhead(ServerView server, Derived header, ProxyWindow proxy) {
		Derived idle = server.idleTimeout();
		if (proxy.direct() || (idle != null && header.value().compareTo(idle.value()) >= 0)) {
			return false;
		}
		// What the proxy has given up before is not cut.
		return proxy.back() == null || header.value().compareTo(proxy.back().value()) <= 0;
	}

	private static Duration longest(ServerView server, KeepAlivePolicy policy) {
		Derived needed = policy.server().idleTimeout();
		// Where one timeout is both, the order of idle times has the say.
		boolean bound = server.facts().headerFollowsIdle() && needed != null && needed.value().compareTo(LONGEST) > 0;
		return (bound && needed != null) ? needed.value() : LONGEST;
	}

	private static boolean tightens(ServerView server) {
		// Reactor Netty has no limit by itself, so an idle timeout can only be less.
		return server.type().equals("netty") && server.facts().headerFollowsIdle();
	}

	private static Finding belowIdle(ServerView server, Derived header) {
		Derived idle = server.idleTimeout();
		String kept = (idle != null) ? "for " + idle : "without limit";
		return new Finding("KA022", Severity.INFO,
				name(server) + " waits " + header + " for the first request on a new connection (" + header.reason()
						+ "), but keeps used ones " + kept
						+ ": a proxy that opens connections ahead of its requests may find them closed.",
				"Only if the proxy does so: set 'keepalive.server.header-timeout' above its idle window"
						+ ((header.origin() == Origin.CONFIGURED) ? ", and remove what sets it now." : "."),
				ServerKeys.header(server));
	}

	private static Finding exposed(ServerView server, Derived header, Duration longest) {
		List<String> keys = ServerKeys.header(server);
		String key = keys.stream().filter(header.reason()::contains).findFirst().orElse(keys.get(0));
		return exposed(server, "up to " + header + " for a request head (" + header.reason() + ")", key, longest);
	}

	private static Finding unlimited(ServerView server) {
		return exposed(server, "without limit for a request head", ServerKeys.header(server).get(0), LONGEST);
	}

	private static Finding exposed(ServerView server, String patience, String key, Duration longest) {
		return new Finding("KA023", Severity.WARN,
				name(server) + " waits " + patience
						+ ": senders that are slow on purpose can occupy its connections for that long.",
				"Set '" + key + "' to at most " + Durations.format(longest) + ", or remove it"
						+ (server.facts().headerFollowsIdle() ? "."
								: "; how long idle connections are kept is another setting, 'keepalive.server.idle'."),
				ServerKeys.header(server));
	}

	private static String name(ServerView server) {
		return "The " + server.name() + " server (" + server.type() + ")";
	}

}
