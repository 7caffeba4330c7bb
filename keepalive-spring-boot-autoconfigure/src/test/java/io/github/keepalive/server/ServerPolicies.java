package io.github.keepalive.server;

import java.time.Duration;
import java.util.List;

import io.github.keepalive.policy.ClientSettings;
import io.github.keepalive.policy.KeepAliveInputs;
import io.github.keepalive.policy.KeepAlivePlanner;
import io.github.keepalive.policy.ProxyCatalogue;
import io.github.keepalive.policy.ProxySettings;
import io.github.keepalive.policy.ServerKeepAlive;
import io.github.keepalive.policy.ServerSettings;

/**
 * Server policies as the planner makes them.
 */
public final class ServerPolicies {

	private ServerPolicies() {
	}

	public static ServerKeepAlive nothingSet() {
		return plan(null, null, null);
	}

	public static ServerKeepAlive behind(Duration proxyIdle) {
		return plan(proxyIdle, null, null);
	}

	public static ServerKeepAlive idle(Duration serverIdle) {
		return plan(null, serverIdle, null);
	}

	public static ServerKeepAlive idle(Duration serverIdle, Duration headerTimeout) {
		return plan(null, serverIdle, headerTimeout);
	}

	private static ServerKeepAlive plan(Duration proxyIdle, Duration serverIdle, Duration headerTimeout) {
		ProxySettings proxy = new ProxySettings("keepalive.proxy", null, List.of(), proxyIdle, null, null);
		ClientSettings client = new ClientSettings("keepalive.client", null, null, null, null, null, null, true);
		ServerSettings server = new ServerSettings("keepalive.server", serverIdle, null, headerTimeout);
		return new KeepAlivePlanner(ProxyCatalogue.load()).plan(new KeepAliveInputs(proxy, client, null, server))
			.server();
	}

}
