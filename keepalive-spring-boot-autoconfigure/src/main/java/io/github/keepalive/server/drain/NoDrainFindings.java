package io.github.keepalive.server.drain;

import java.util.List;

import io.github.keepalive.connection.FindingSource;
import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.Severity;

import org.springframework.util.Assert;

/**
 * Notes that there is no drain although a proxy is known to pool connections to us.
 *
 * @since 0.1.0
 */
public final class NoDrainFindings implements FindingSource {

	private final KeepAlivePolicy policy;

	private final ServerRegistry servers;

	/**
	 * Creates the source.
	 * @param policy the plan
	 * @param servers the servers of the context
	 */
	public NoDrainFindings(KeepAlivePolicy policy, ServerRegistry servers) {
		Assert.notNull(policy, "'policy' must not be null");
		Assert.notNull(servers, "'servers' must not be null");
		this.policy = policy;
		this.servers = servers;
	}

	@Override
	public List<Finding> findings() {
		boolean pooled = this.policy.serverProxy().stated() && !this.policy.serverProxy().direct();
		if (!pooled || this.servers.servers().isEmpty()) {
			return List.of();
		}
		return List.of(new Finding("KA073", Severity.INFO,
				"The server is not drained before it stops: no platform was recognized on which it would be by default."
						+ " At each restart, requests that the proxy just sends on kept connections fail.",
				"Set 'keepalive.server.drain.enabled' to true where a proxy stands in front of this application, or to"
						+ " false to say that none does or that restarts do not matter.",
				List.of("keepalive.server.drain.enabled")));
	}

}
