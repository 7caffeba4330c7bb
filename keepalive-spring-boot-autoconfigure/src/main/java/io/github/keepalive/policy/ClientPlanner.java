package io.github.keepalive.policy;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Plans how long clients keep idle connections, to all hosts or to those of one upstream,
 * which inherits what it does not say itself.
 */
final class ClientPlanner {

	static final Duration LONGEST_IDLE = Duration.ofSeconds(120);

	static final Duration DIRECT_IDLE = Duration.ofSeconds(25);

	static final Duration MAX_LIFETIME = Duration.ofMinutes(9);

	private static final Duration LARGEST_MARGIN = Duration.ofSeconds(10);

	private static final int PARTS = 6;

	private static final int JITTER_PERCENT = 10;

	private final ClientSettings own;

	private final @Nullable ClientSettings inherited;

	/**
	 * The settings that the margin comes from, if the user set one.
	 */
	private final ClientSettings margins;

	ClientPlanner(ClientSettings own, @Nullable ClientSettings inherited) {
		this.own = own;
		this.inherited = inherited;
		this.margins = (own.margin() == null && inherited != null && inherited.margin() != null) ? inherited : own;
	}

	/**
	 * Plans behind a proxy that the inherited settings, if any, were made for as well.
	 * @param proxy what was said about the proxy
	 * @param window its windows
	 * @return the plan
	 */
	ClientKeepAlive plan(ProxySettings proxy, ProxyWindow window) {
		check();
		ClientSettings setter = (this.own.idle() == null && this.inherited != null && this.inherited.idle() != null)
				? this.inherited : this.own;
		Derived idle = (setter.idle() != null) ? configured(setter, setter.idle(), proxy, window.front())
				: derived(proxy, window);
		return plan(idle, setter.idle() != null, window);
	}

	/**
	 * Plans behind a proxy of its own: an inherited idle time only shortens there.
	 * @param proxy what was said about the proxy
	 * @param window its windows
	 * @return the plan
	 */
	ClientKeepAlive planApart(ProxySettings proxy, ProxyWindow window) {
		if (this.own.idle() != null || this.inherited == null || this.inherited.idle() == null) {
			return plan(proxy, window);
		}
		check();
		Derived derived = derived(proxy, window);
		boolean shorter = this.inherited.idle().compareTo(derived.value()) < 0;
		return plan(shorter ? Derived.configured(this.inherited.idle(), this.inherited.key() + ".idle") : derived,
				shorter, window);
	}

	private ClientKeepAlive plan(Derived idle, boolean configured, ProxyWindow window) {
		Derived front = window.front();
		boolean mayRaise = configured || (front != null && front.stated());
		ClientSettings pool = (this.inherited != null) ? this.inherited : this.own;
		Integer perRoute = (this.own.maxConnectionsPerRoute() != null) ? this.own.maxConnectionsPerRoute()
				: pool.maxConnectionsPerRoute();
		return new ClientKeepAlive(idle, mayRaise, usedMargin(front, idle, configured), lifetime(), JITTER_PERCENT,
				pool.maxConnections(), perRoute, pool.acquireTimeout(), this.own.hint(), learn());
	}

	private LearnMode learn() {
		LearnMode mode = (this.own.learn() == null && this.inherited != null) ? this.inherited.learn()
				: this.own.learn();
		return (mode != null) ? mode : LearnMode.REPORT;
	}

	private void check() {
		Limits.checkIdle(this.own.key() + ".idle", this.own.idle());
		Limits.checkPositive(this.own.key() + ".margin", this.own.margin());
		Limits.checkIdle(this.own.key() + ".max-lifetime", this.own.maxLifetime());
		Limits.checkPositive(this.own.key() + ".acquire-timeout", this.own.acquireTimeout());
		Limits.checkAtLeastOne(this.own.key() + ".max-connections", this.own.maxConnections());
		Limits.checkAtLeastOne(this.own.key() + ".max-connections-per-route", this.own.maxConnectionsPerRoute());
	}

	private Derived configured(ClientSettings setter, Duration idle, ProxySettings proxy, @Nullable Derived front) {
		// Equal is wrong too: both sides' timers then fire at the same moment.
		if (front != null && front.stated() && idle.compareTo(front.value()) >= 0) {
			throw Limits.conflict(
					"Client idle timeout " + Durations.format(idle) + " is not below the proxy's idle window " + front
							+ ", so the proxy closes connections that the client still believes in.",
					"Set '" + setter.key() + ".idle' below " + front + ", or remove it: "
							+ Durations.format(front.value().minus(margin(front.value())))
							+ " would be derived. If the proxy really waits longer, correct '" + proxy.key()
							+ ".idle'.",
					setter.key() + ".idle", idle, WindowPlanner.frontKey(proxy), front.value());
		}
		return Derived.configured(idle, setter.key() + ".idle");
	}

	private Derived derived(ProxySettings proxy, ProxyWindow window) {
		Derived front = window.front();
		Derived idle = (front != null) ? below(front, WindowPlanner.frontKey(proxy))
				: new Derived(DIRECT_IDLE, Origin.DERIVED, "direct connections: below what common servers keep");
		for (Derived cap : window.caps()) {
			Derived capped = below(cap, proxy.key() + ".also");
			idle = (capped.value().compareTo(idle.value()) < 0) ? capped : idle;
		}
		if (idle.value().compareTo(LONGEST_IDLE) > 0) {
			return new Derived(LONGEST_IDLE, idle.origin(),
					"at most " + Durations.format(LONGEST_IDLE) + "; " + idle.reason() + " would allow " + idle);
		}
		return idle;
	}

	private Derived below(Derived window, String windowKey) {
		Duration margin = margin(window.value());
		Duration idle = window.value().minus(margin);
		if (idle.compareTo(Duration.ZERO) <= 0) {
			throw Limits.conflict("The margin leaves nothing of the proxy's idle window " + window + ".",
					"Set '" + this.own.key() + ".margin' below " + window + ", or remove it: "
							+ Durations.format(derivedMargin(window.value())) + " would be derived.",
					this.margins.key() + ".margin", margin, windowKey, window.value());
		}
		Origin origin = (window.origin() == Origin.ASSUMED) ? Origin.ASSUMED : Origin.DERIVED;
		return new Derived(idle, origin, window.reason() + " less margin " + Durations.format(margin));
	}

	private Duration usedMargin(@Nullable Derived front, Derived idle, boolean configured) {
		if (this.margins.margin() != null || front == null) {
			return margin(idle.value());
		}
		if (configured) {
			return (front.value().compareTo(idle.value()) > 0) ? front.value().minus(idle.value())
					: derivedMargin(idle.value());
		}
		return derivedMargin(front.value());
	}

	private Duration margin(Duration window) {
		return (this.margins.margin() != null) ? this.margins.margin() : derivedMargin(window);
	}

	private static Duration derivedMargin(Duration window) {
		return Durations.min(LARGEST_MARGIN, Duration.ofMillis(Math.round(window.toMillis() / (double) PARTS)));
	}

	private Derived lifetime() {
		ClientSettings setter = (this.own.maxLifetime() == null && this.inherited != null) ? this.inherited : this.own;
		if (setter.maxLifetime() != null) {
			return Derived.configured(setter.maxLifetime(), setter.key() + ".max-lifetime");
		}
		return new Derived(MAX_LIFETIME, Origin.DERIVED, "default, shortened by up to " + JITTER_PERCENT + " % each");
	}

}
