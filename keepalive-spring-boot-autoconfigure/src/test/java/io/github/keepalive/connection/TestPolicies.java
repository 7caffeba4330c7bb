package io.github.keepalive.connection;

import java.time.Duration;
import java.util.List;

import io.github.keepalive.policy.ClientSettings;
import io.github.keepalive.policy.KeepAliveInputs;
import io.github.keepalive.policy.KeepAlivePlanner;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.ProxyCatalogue;
import io.github.keepalive.policy.ProxySettings;
import io.github.keepalive.policy.ServerSettings;
import org.jspecify.annotations.Nullable;

/**
 * Policies for tests that need one.
 */
public final class TestPolicies {

	private TestPolicies() {
	}

	/**
	 * Plans for a proxy with the given window.
	 * @param window the window, or {@code null} if nobody stated one
	 * @return the plan
	 */
	public static KeepAlivePolicy behind(@Nullable Duration window) {
		return new KeepAlivePlanner(ProxyCatalogue.load())
			.plan(new KeepAliveInputs(new ProxySettings("keepalive.proxy", null, List.of(), window, null, null),
					new ClientSettings("keepalive.client", null, null, null, null, null, null, true), null,
					new ServerSettings("keepalive.server", null, null, null)));
	}

}
