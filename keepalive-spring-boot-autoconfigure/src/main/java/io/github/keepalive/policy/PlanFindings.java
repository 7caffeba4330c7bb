package io.github.keepalive.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What the planner notices without looking at anything that runs.
 */
final class PlanFindings {

	private static final int SMALL_MARGIN_MILLIS = 100;

	/**
	 * Ordinary pauses between requests are shorter than that.
	 */
	private static final Duration SHORT_IDLE = Duration.ofSeconds(10);

	/**
	 * The window from which on more than {@link #SHORT_IDLE} would be derived.
	 */
	private static final Duration SHORT_WINDOW = Duration.ofSeconds(12);

	private PlanFindings() {
	}

	static List<Finding> of(KeepAliveInputs inputs, ProxyWindow proxy, ClientKeepAlive client,
			ProxyWindow serverProxy) {
		List<Finding> findings = new ArrayList<>();
		Derived front = proxy.front();
		if (front != null && front.origin() == Origin.ASSUMED) {
			findings.add(assumed(inputs.proxy(), "what we call", front));
		}
		Derived back = serverProxy.back();
		ProxySettings inFrontOfUs = inputs.serverProxy();
		if (inFrontOfUs != null && back != null && back.origin() == Origin.ASSUMED) {
			findings.add(assumed(inFrontOfUs, "us", back));
		}
		if (back == null && !serverProxy.direct() && serverProxy.type() != null) {
			findings.add(noBackWindow((inFrontOfUs != null) ? inFrontOfUs : inputs.proxy(), serverProxy.type()));
		}
		if (front != null && small(client, front)) {
			findings.add(smallMargin(inputs.client(), client, front));
		}
		if (overRetires(inputs.client(), proxy)) {
			findings.add(overRetiring(inputs.client(), client, proxy));
		}
		return findings;
	}

	/**
	 * Finds what is to be said about upstreams with a proxy of their own.
	 * @param settings what the user said
	 * @param upstreams the plans, in the same order
	 * @return the findings
	 */
	static List<Finding> of(List<UpstreamSettings> settings, List<UpstreamKeepAlive> upstreams) {
		List<Finding> findings = new ArrayList<>();
		for (int i = 0; i < upstreams.size(); i++) {
			ProxySettings proxy = settings.get(i).proxy();
			Derived front = upstreams.get(i).proxy().front();
			if (overRetires(settings.get(i).client(), upstreams.get(i).proxy())) {
				findings
					.add(overRetiring(settings.get(i).client(), upstreams.get(i).client(), upstreams.get(i).proxy()));
			}
			if (proxy == null || proxy.isEmpty() || front == null) {
				continue;
			}
			if (front.origin() == Origin.ASSUMED) {
				findings.add(assumed(proxy, "upstream '" + settings.get(i).name() + "'", front));
			}
			if (small(upstreams.get(i).client(), front)) {
				findings.add(smallMargin(settings.get(i).client(), upstreams.get(i).client(), front));
			}
		}
		return findings;
	}

	private static boolean small(ClientKeepAlive client, Derived front) {
		long margin = front.value().minus(client.idleTimeout().value()).toMillis();
		return margin >= 0 && margin < SMALL_MARGIN_MILLIS;
	}

	private static boolean overRetires(ClientSettings settings, ProxyWindow proxy) {
		if (settings.idle() == null || settings.idle().compareTo(SHORT_IDLE) >= 0) {
			return false;
		}
		boolean closesSoon = proxy.front() != null && proxy.front().value().compareTo(SHORT_WINDOW) < 0;
		return !closesSoon && proxy.caps().stream().noneMatch((cap) -> cap.value().compareTo(SHORT_WINDOW) < 0);
	}

	private static Finding assumed(ProxySettings proxy, String behind, Derived window) {
		return new Finding("KA001", Severity.WARN,
				((proxy.type() != null)
						? "The catalogue does not say how long '" + proxy.type() + "' in front of " + behind
						: "Nobody said how long the proxy in front of " + behind) + " keeps idle connections; " + window
						+ " is assumed.",
				"Set '" + proxy.key() + ".idle' to its idle timeout"
						+ ((proxy.type() != null) ? "."
								: ", or '" + proxy.key()
										+ ".type' to its name, or to 'none' if connections are direct."),
				List.of(proxy.key() + ".idle", proxy.key() + ".type"));
	}

	private static Finding noBackWindow(ProxySettings proxy, String type) {
		return new Finding("KA002", Severity.WARN,
				"The catalogue has no limit for how long '" + type
						+ "' keeps idle connections to us, so no server timeout is derived.",
				"Limit it on the proxy's side and set '" + proxy.key() + ".back-idle' to that limit.",
				List.of(proxy.key() + ".back-idle", proxy.key() + ".type"));
	}

	private static Finding smallMargin(ClientSettings settings, ClientKeepAlive client, Derived front) {
		return new Finding("KA003", Severity.WARN,
				"Client idle timeout " + client.idleTimeout() + " is less than 100 ms below the proxy's idle window "
						+ front + "; a request under way when the proxy closes still fails.",
				"Set '" + settings.key() + ".idle' at least a round trip and a garbage collection below " + front + ".",
				List.of(settings.key() + ".idle", settings.key() + ".margin"));
	}

	private static Finding overRetiring(ClientSettings settings, ClientKeepAlive client, ProxyWindow proxy) {
		String key = settings.key() + ".idle";
		String windowKey = settings.key().replaceFirst("client$", "proxy") + ".idle";
		Derived front = proxy.front();
		return new Finding("KA004", Severity.INFO,
				"Client idle timeout " + client.idleTimeout() + " (" + key + ") gives connections up early"
						+ ((front != null) ? ", the proxy waits " + front + " (" + front.reason() + ")" : "")
						+ ": after every longer pause a new one is opened, with its handshakes.",
				"Remove '" + key + "' to have it derived. If the peer really closes that soon, say so in '" + windowKey
						+ "' instead.",
				List.of(key, windowKey));
	}

}
