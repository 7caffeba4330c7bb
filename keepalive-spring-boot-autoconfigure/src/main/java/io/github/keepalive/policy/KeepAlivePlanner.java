package io.github.keepalive.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Plans the idle timeouts of the whole path. Pure: same inputs, same plan; no clock, no
 * I/O.
 *
 * @since 0.1.0
 */
public final class KeepAlivePlanner {

	private final WindowPlanner windows;

	private final UpstreamPlanner upstreams;

	/**
	 * Creates a planner.
	 * @param catalogue the proxies that may be named
	 */
	public KeepAlivePlanner(ProxyCatalogue catalogue) {
		this.windows = new WindowPlanner(Objects.requireNonNull(catalogue, "'catalogue' must not be null"));
		this.upstreams = new UpstreamPlanner(this.windows);
	}

	/**
	 * Plans.
	 * @param inputs what the user said
	 * @return the plan, with what was noticed on the way
	 * @throws KeepAliveConflictException if values are impossible or contradict one
	 * another
	 */
	public KeepAlivePolicy plan(KeepAliveInputs inputs) {
		List<Finding> findings = new ArrayList<>();
		ProxySettings inFrontOfUs = inputs.serverProxy();
		ProxyWindow proxy = this.windows.plan(inputs.proxy(), WindowPlanner.Role.PROXY);
		ProxyWindow serverProxy = (inFrontOfUs != null) ? this.windows.plan(inFrontOfUs, WindowPlanner.Role.PROXY)
				: proxy;
		ClientKeepAlive client = new ClientPlanner(inputs.client(), null).plan(inputs.proxy(), proxy);
		ServerKeepAlive server = ServerPlanner.plan(inputs.server(),
				(inFrontOfUs != null) ? inFrontOfUs : inputs.proxy(), serverProxy);
		List<UpstreamKeepAlive> upstreams = this.upstreams.plan(inputs, proxy);
		findings.addAll(PlanFindings.of(inputs, proxy, client, serverProxy));
		findings.addAll(PlanFindings.of(inputs.upstreams(), upstreams));
		return new KeepAlivePolicy(proxy, client, serverProxy, server, upstreams, findings);
	}

}
