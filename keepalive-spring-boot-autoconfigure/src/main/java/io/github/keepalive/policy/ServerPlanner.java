package io.github.keepalive.policy;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Plans how long embedded servers keep idle connections.
 */
final class ServerPlanner {

	static final Duration DIRECT_IDLE = Duration.ofSeconds(35);

	private static final Duration SMALLEST_MARGIN = Duration.ofSeconds(1);

	private static final Duration LARGEST_MARGIN = Duration.ofSeconds(20);

	private static final int PARTS = 12;

	private ServerPlanner() {
	}

	static ServerKeepAlive plan(ServerSettings server, ProxySettings proxy, ProxyWindow window) {
		Limits.checkIdle(server.key() + ".idle", server.idle());
		Limits.checkPositive(server.key() + ".margin", server.margin());
		Limits.checkIdle(server.key() + ".header-timeout", server.headerTimeout());
		Derived header = (server.headerTimeout() != null)
				? Derived.configured(server.headerTimeout(), server.key() + ".header-timeout") : null;
		Derived back = window.back();
		if (server.idle() != null) {
			return new ServerKeepAlive(configured(server, server.idle(), proxy, back), true, true, header);
		}
		if (back != null) {
			return new ServerKeepAlive(above(server, proxy, back), false, back.stated(), header);
		}
		if (window.direct()) {
			Derived direct = new Derived(DIRECT_IDLE, Origin.DERIVED,
					"direct connections: above what common clients keep");
			return new ServerKeepAlive(direct, false, false, header);
		}
		return new ServerKeepAlive(null, false, false, header);
	}

	private static Derived configured(ServerSettings server, Duration idle, ProxySettings proxy,
			@Nullable Derived back) {
		// Equal is wrong too: a 60 s server behind a 60 s balancer is a race.
		if (back != null && back.stated() && idle.compareTo(back.value()) <= 0) {
			throw Limits.conflict(
					"Server idle timeout " + Durations.format(idle) + " is not above the proxy's idle window " + back
							+ ", so the server closes connections that the proxy still uses: its callers get 502.",
					"Set '" + server.key() + ".idle' above " + back + ", or remove it: "
							+ Durations.format(back.value().plus(margin(server, back.value())))
							+ " would be derived. If the proxy really gives up earlier, correct '" + proxy.key()
							+ ".idle' or set '" + proxy.key() + ".back-idle'.",
					server.key() + ".idle", idle, WindowPlanner.backKey(proxy), back.value());
		}
		return Derived.configured(idle, server.key() + ".idle");
	}

	private static Derived above(ServerSettings server, ProxySettings proxy, Derived back) {
		Duration margin = margin(server, back.value());
		// Tomcat counts milliseconds in an int; cut short, the time would not be above.
		if (back.value().plus(margin).compareTo(Limits.LONGEST) > 0) {
			throw Limits.conflict(
					"The proxy's idle window " + back + " plus margin " + Durations.format(margin)
							+ " is longer than any server can count.",
					"Shorten '" + WindowPlanner.backKey(proxy) + "' or '" + server.key()
							+ ".margin': together at most 24 days.",
					WindowPlanner.backKey(proxy), back.value(), server.key() + ".margin", margin);
		}
		Origin origin = (back.origin() == Origin.ASSUMED) ? Origin.ASSUMED : Origin.DERIVED;
		return new Derived(back.value().plus(margin), origin,
				back.reason() + " plus margin " + Durations.format(margin));
	}

	private static Duration margin(ServerSettings server, Duration window) {
		if (server.margin() != null) {
			return server.margin();
		}
		return Durations.min(LARGEST_MARGIN, Durations.max(SMALLEST_MARGIN, window.dividedBy(PARTS)));
	}

}
