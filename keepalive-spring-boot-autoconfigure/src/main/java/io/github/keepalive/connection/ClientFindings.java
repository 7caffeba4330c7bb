package io.github.keepalive.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.github.keepalive.policy.ClientKeepAlive;
import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.Durations;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.Origin;
import io.github.keepalive.policy.ProxyWindow;
import io.github.keepalive.policy.Severity;
import org.jspecify.annotations.Nullable;

/**
 * Compares what the built clients do, as far as it can be read back from them, with the
 * plan and with the windows of their peers. Reads only, when findings are collected.
 *
 * @since 0.1.0
 */
public final class ClientFindings implements FindingSource {

	private static final int MOST_NAMES = 5;

	private static final String SHORTER = "Connections are given up sooner than need be. Remove that setting to have the planned value, or set 'keepalive.client.idle' if it is meant.";

	private static final String LONGER = "Remove that setting to have the planned value, or set 'keepalive.client.idle' if it is meant.";

	private final KeepAlivePolicy policy;

	private final PoolRegistry pools;

	/**
	 * Creates the comparison.
	 * @param policy the plan
	 * @param pools the pools of this context's clients
	 */
	public ClientFindings(KeepAlivePolicy policy, PoolRegistry pools) {
		this.policy = Objects.requireNonNull(policy, "'policy' must not be null");
		this.pools = Objects.requireNonNull(pools, "'pools' must not be null");
	}

	/**
	 * Describes probes that somebody switched on.
	 * @param setting what was set
	 * @return the deviation, for {@link PoolView#deviations()}
	 */
	public static Finding probing(String setting) {
		return new Finding("KA045", Severity.INFO,
				": TCP keep-alive probes are on (" + setting
						+ "). They keep NAT gateways and firewalls from forgetting the connection; the idle timeouts of"
						+ " proxies and servers do not count them.",
				"Leave them if that is what they are for; idle connections are given up by 'keepalive.client.idle'.",
				List.of("keepalive.client.idle", "keepalive.proxy.idle"));
	}

	@Override
	public List<Finding> findings() {
		// Many clients of one builder deviate alike: one finding that names them.
		Map<Finding, List<String>> clients = new LinkedHashMap<>();
		for (PoolView view : this.pools.views()) {
			Stream.concat(idleTimes(view).stream(), view.deviations().stream())
				.distinct()
				.forEach((finding) -> clients.computeIfAbsent(finding, (key) -> new ArrayList<>()).add(view.client()));
		}
		return clients.entrySet().stream().map((entry) -> named(entry.getKey(), entry.getValue())).toList();
	}

	private List<Finding> idleTimes(PoolView view) {
		List<Finding> findings = new ArrayList<>();
		Stream.concat(Stream.of(compare(view, "", this.policy.proxy(), this.policy.client())),
				this.policy.upstreams()
					.stream()
					.map((upstream) -> compare(view, " to upstream '" + upstream.name() + "'", upstream.proxy(),
							upstream.client())))
			.filter(Objects::nonNull)
			.forEach(findings::add);
		return findings;
	}

	private static @Nullable Finding compare(PoolView view, String where, ProxyWindow proxy, ClientKeepAlive plan) {
		Derived inForce = view.idleTimeout(plan);
		if (inForce == null) {
			return null;
		}
		Derived window = proxy.front();
		if (window != null && inForce.value().compareTo(window.value()) >= 0) {
			return violated(where, inForce, window, plan);
		}
		// What a library does by itself, or was asked for in whole seconds, is planned
		// for.
		boolean deviates = inForce.origin() == Origin.CONFIGURED && !inForce.value().equals(plan.idleTimeout().value());
		return deviates ? deviation(where, inForce, plan) : null;
	}

	private static Finding violated(String where, Derived inForce, Derived window, ClientKeepAlive plan) {
		// Against a guess the order may in truth be right.
		Severity severity = (window.origin() == Origin.ASSUMED) ? Severity.WARN : Severity.ERROR;
		return new Finding("KA040", severity,
				": idle connections" + where + " are kept for " + explain(inForce)
						+ ", not less than the peer's idle window " + window + " (" + window.reason()
						+ "): a request may be sent on a connection that is being closed.",
				"Remove that setting to have the planned " + plan.idleTimeout() + ", or set it below " + window
						+ "; 'keepalive.client.idle' is the place for a value of your own.",
				List.of("keepalive.client.idle", "keepalive.proxy.idle"));
	}

	private static Finding deviation(String where, Derived inForce, ClientKeepAlive plan) {
		Duration planned = plan.idleTimeout().value();
		boolean longer = inForce.value().compareTo(planned) > 0;
		return new Finding("KA041", longer ? Severity.WARN : Severity.INFO,
				": idle connections" + where + " are kept for " + explain(inForce) + "; planned are "
						+ explain(plan.idleTimeout()) + ".",
				longer ? LONGER : SHORTER, List.of("keepalive.client.idle"));
	}

	private static String explain(Derived value) {
		return Durations.format(value.value()) + " (" + value.reason() + ")";
	}

	private static Finding named(Finding finding, List<String> clients) {
		String names = String.join(", ", clients.subList(0, Math.min(MOST_NAMES, clients.size())));
		String more = (clients.size() > MOST_NAMES) ? " (and " + (clients.size() - MOST_NAMES) + " more)" : "";
		return new Finding(finding.id(), finding.severity(),
				((clients.size() > 1) ? "Clients " : "Client ") + names + more + finding.message(), finding.action(),
				finding.properties());
	}

}
