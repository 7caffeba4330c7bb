package io.github.keepalive.client.jetty;

import java.time.Duration;
import java.util.List;

import io.github.keepalive.policy.ClientKeepAlive;
import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.Origin;
import io.github.keepalive.policy.ProxyWindow;
import io.github.keepalive.policy.ServerKeepAlive;
import org.jspecify.annotations.Nullable;

/**
 * Policies for tests, with everything but the client left open.
 */
final class Policies {

	static final Duration MARGIN = Duration.ofSeconds(1);

	private Policies() {
	}

	static KeepAlivePolicy idle(Duration idle) {
		return policy(idle, Duration.ofMinutes(9), null, null);
	}

	static KeepAlivePolicy lifetime(Duration lifetime) {
		return policy(Duration.ofSeconds(30), lifetime, null, null);
	}

	static KeepAlivePolicy sizes(@Nullable Integer perRoute, @Nullable Duration acquireTimeout) {
		return policy(Duration.ofSeconds(30), Duration.ofMinutes(9), perRoute, acquireTimeout);
	}

	static KeepAlivePolicy assumed(Duration idle) {
		return policy(new ClientKeepAlive(derived(idle, Origin.ASSUMED), false, MARGIN,
				derived(Duration.ofMinutes(9), Origin.DERIVED), 0, null, null, null, true));
	}

	private static KeepAlivePolicy policy(Duration idle, Duration lifetime, @Nullable Integer perRoute,
			@Nullable Duration acquireTimeout) {
		return policy(new ClientKeepAlive(derived(idle, Origin.CONFIGURED), true, MARGIN,
				derived(lifetime, Origin.CONFIGURED), 0, null, perRoute, acquireTimeout, true));
	}

	private static KeepAlivePolicy policy(ClientKeepAlive client) {
		ProxyWindow window = new ProxyWindow(null, null, null, List.of());
		return new KeepAlivePolicy(window, client, window, new ServerKeepAlive(null, false, false, null), List.of());
	}

	private static Derived derived(Duration value, Origin origin) {
		return new Derived(value, origin, "test");
	}

}
