package io.github.keepalive.testsupport;

import java.time.Duration;
import java.util.Objects;

import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.connection.Route;
import io.github.keepalive.policy.ClientKeepAlive;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.LearnMode;
import io.github.keepalive.test.FaultServer;

/**
 * Windows that become known while a client runs.
 */
public final class Windows {

	private Windows() {
	}

	/**
	 * Makes clients follow what they learn.
	 * @param policy the plan
	 * @return the same plan, learning to be enforced
	 */
	public static KeepAlivePolicy enforced(KeepAlivePolicy policy) {
		ClientKeepAlive plan = policy.client();
		return new KeepAlivePolicy(policy.proxy(),
				new ClientKeepAlive(plan.idleTimeout(), plan.mayRaise(), plan.margin(), plan.maxLifetime(),
						plan.jitterPercent(), plan.maxConnections(), plan.maxConnectionsPerRoute(),
						plan.acquireTimeout(), plan.hint(), LearnMode.ENFORCE),
				policy.serverProxy(), policy.server(), policy.findings());
	}

	/**
	 * Tells clients that the window of a server was measured.
	 * @param pools their registry
	 * @param server the server
	 * @param window the window
	 * @param clock where to read the time
	 */
	public static void probed(PoolRegistry pools, FaultServer server, Duration window, IdleClock clock) {
		Objects.requireNonNull(pools.windows().window(new Route("localhost", server.port())))
			.probed(window, true, clock.now());
	}

}
