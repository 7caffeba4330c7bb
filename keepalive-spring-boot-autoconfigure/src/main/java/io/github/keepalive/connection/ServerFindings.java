package io.github.keepalive.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.Durations;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.Origin;
import io.github.keepalive.policy.Severity;

/**
 * Compares what the running servers do with the window of the proxy in front of them.
 *
 * @since 0.1.0
 */
public final class ServerFindings implements FindingSource {

	private final KeepAlivePolicy policy;

	private final ServerRegistry servers;

	/**
	 * Creates the comparison.
	 * @param policy the plan
	 * @param servers the servers of this context
	 */
	public ServerFindings(KeepAlivePolicy policy, ServerRegistry servers) {
		this.policy = Objects.requireNonNull(policy, "'policy' must not be null");
		this.servers = Objects.requireNonNull(servers, "'servers' must not be null");
	}

	@Override
	public List<Finding> findings() {
		List<ServerView> views = this.servers.servers();
		List<Finding> findings = new ArrayList<>();
		for (ServerView server : views) {
			addOrder(server, findings);
			findings.addAll(HeaderFindings.of(server, this.policy));
			findings.addAll(CloseFindings.of(server, this.policy));
		}
		findings.addAll(ServerHabitFindings.of(views, this.policy));
		return findings;
	}

	private void addOrder(ServerView server, List<Finding> findings) {
		Derived window = this.policy.serverProxy().back();
		Duration idle = server.effectiveIdleTimeout();
		// No limit outlasts every proxy.
		if (window != null && idle != null && idle.compareTo(window.value()) <= 0) {
			findings.add(violated(server, idle, window));
		}
	}

	private Finding violated(ServerView server, Duration idle, Derived window) {
		Derived needed = this.policy.server().idleTimeout();
		Derived set = server.idleTimeout();
		String remedy = (needed != null) ? Durations.format(needed.value()) : "more than " + window;
		String origin = (set != null) ? " (" + set.reason() + ")" : "";
		// Against a guess the order may in truth be right, and the management server is
		// often called by the platform's own probes only.
		boolean doubtful = window.origin() == Origin.ASSUMED || server.name().equals(ServerRegistry.MANAGEMENT);
		Severity severity = doubtful ? Severity.WARN : Severity.ERROR;
		List<String> keys = new ArrayList<>(ServerKeys.idle(server));
		keys.add("keepalive.proxy.idle");
		return new Finding("KA020", severity,
				"The " + server.name() + " server (" + server.type() + ") closes idle connections after "
						+ Durations.format(idle) + origin + ", not later than the proxy in front of it does after "
						+ window + ": the proxy may send a request on a connection that is being closed, and its"
						+ " callers get 502.",
				"Remove the setting to have " + remedy + " derived, or raise it above " + window + ".", keys);
	}

}
