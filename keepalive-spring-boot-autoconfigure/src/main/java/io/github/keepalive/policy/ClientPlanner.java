package io.github.keepalive.policy;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Plans how long clients keep idle connections.
 */
final class ClientPlanner {

	static final Duration LONGEST_IDLE = Duration.ofSeconds(120);

	static final Duration DIRECT_IDLE = Duration.ofSeconds(25);

	static final Duration MAX_LIFETIME = Duration.ofMinutes(9);

	private static final Duration LARGEST_MARGIN = Duration.ofSeconds(10);

	private static final int JITTER_PERCENT = 10;

	private ClientPlanner() {
	}

	static ClientKeepAlive plan(ClientSettings client, ProxySettings proxy, ProxyWindow window) {
		check(client);
		Derived front = window.front();
		Derived idle = (client.idle() != null) ? configured(client, client.idle(), proxy, front)
				: derived(client, proxy, front, window);
		boolean mayRaise = client.idle() != null || (front != null && front.stated());
		return new ClientKeepAlive(idle, mayRaise, usedMargin(client, front, idle), lifetime(client), JITTER_PERCENT,
				client.maxConnections(), client.maxConnectionsPerRoute(), client.acquireTimeout(), client.hint());
	}

	private static void check(ClientSettings client) {
		Limits.checkIdle(client.key() + ".idle", client.idle());
		Limits.checkPositive(client.key() + ".margin", client.margin());
		Limits.checkIdle(client.key() + ".max-lifetime", client.maxLifetime());
		Limits.checkPositive(client.key() + ".acquire-timeout", client.acquireTimeout());
		Limits.checkAtLeastOne(client.key() + ".max-connections", client.maxConnections());
		Limits.checkAtLeastOne(client.key() + ".max-connections-per-route", client.maxConnectionsPerRoute());
	}

	private static Derived configured(ClientSettings client, Duration idle, ProxySettings proxy,
			@Nullable Derived front) {
		// Equal is wrong too: both sides' timers then fire at the same moment.
		if (front != null && front.stated() && idle.compareTo(front.value()) >= 0) {
			throw Limits.conflict(
					"Client idle timeout " + Durations.format(idle) + " is not below the proxy's idle window " + front
							+ ", so the proxy closes connections that the client still believes in.",
					"Set '" + client.key() + ".idle' below " + front + ", or remove it: "
							+ Durations.format(front.value().minus(margin(client, front.value())))
							+ " would be derived. If the proxy really waits longer, correct '" + proxy.key()
							+ ".idle'.",
					client.key() + ".idle", idle, WindowPlanner.frontKey(proxy), front.value());
		}
		return Derived.configured(idle, client.key() + ".idle");
	}

	private static Derived derived(ClientSettings client, ProxySettings proxy, @Nullable Derived front,
			ProxyWindow window) {
		Derived idle = (front != null) ? below(client, front, WindowPlanner.frontKey(proxy))
				: new Derived(DIRECT_IDLE, Origin.DERIVED, "direct connections: below what common servers keep");
		for (Derived cap : window.caps()) {
			Derived capped = below(client, cap, proxy.key() + ".also");
			idle = (capped.value().compareTo(idle.value()) < 0) ? capped : idle;
		}
		if (idle.value().compareTo(LONGEST_IDLE) > 0) {
			return new Derived(LONGEST_IDLE, idle.origin(),
					"at most " + Durations.format(LONGEST_IDLE) + "; " + idle.reason() + " would allow " + idle);
		}
		return idle;
	}

	private static Derived below(ClientSettings client, Derived window, String windowKey) {
		Duration margin = margin(client, window.value());
		Duration idle = window.value().minus(margin);
		if (idle.compareTo(Duration.ZERO) <= 0) {
			throw Limits.conflict("The margin leaves nothing of the proxy's idle window " + window + ".",
					"Set '" + client.key() + ".margin' below " + window + ", or remove it: "
							+ Durations.format(margin(null, window.value())) + " would be derived.",
					client.key() + ".margin", margin, windowKey, window.value());
		}
		Origin origin = (window.origin() == Origin.ASSUMED) ? Origin.ASSUMED : Origin.DERIVED;
		return new Derived(idle, origin, window.reason() + " less margin " + Durations.format(margin));
	}

	private static Duration usedMargin(ClientSettings client, @Nullable Derived front, Derived idle) {
		if (client.margin() != null || front == null) {
			return margin(client, idle.value());
		}
		if (client.idle() != null) {
			return (front.value().compareTo(idle.value()) > 0) ? front.value().minus(idle.value())
					: margin(null, idle.value());
		}
		return margin(null, front.value());
	}

	private static Duration margin(@Nullable ClientSettings client, Duration window) {
		if (client != null && client.margin() != null) {
			return client.margin();
		}
		return Durations.min(LARGEST_MARGIN, Duration.ofMillis(Math.round(window.toMillis() / 6.0)));
	}

	private static Derived lifetime(ClientSettings client) {
		if (client.maxLifetime() != null) {
			return Derived.configured(client.maxLifetime(), client.key() + ".max-lifetime");
		}
		return new Derived(MAX_LIFETIME, Origin.DERIVED, "default, shortened by up to " + JITTER_PERCENT + " % each");
	}

}
