package io.github.keepalive.client.reactor;

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
 * Plans for tests: behind a proxy that keeps idle connections for 60 seconds.
 */
final class Policies {

	static final Duration IDLE = Duration.ofSeconds(50);

	static final Duration MARGIN = Duration.ofSeconds(10);

	static final Duration LIFETIME = Duration.ofMinutes(9);

	private Policies() {
	}

	static KeepAlivePolicy stated() {
		return policy(IDLE, true, null, null, null);
	}

	static KeepAlivePolicy assumed() {
		return policy(IDLE, false, null, null, null);
	}

	static KeepAlivePolicy idle(Duration idle) {
		return policy(idle, true, null, null, null);
	}

	static KeepAlivePolicy sized(@Nullable Integer total, @Nullable Integer perRoute, @Nullable Duration acquire) {
		return policy(IDLE, true, total, perRoute, acquire);
	}

	private static KeepAlivePolicy policy(Duration idle, boolean mayRaise, @Nullable Integer total,
			@Nullable Integer perRoute, @Nullable Duration acquire) {
		ClientKeepAlive client = new ClientKeepAlive(derived(idle), mayRaise, MARGIN, derived(LIFETIME), 10, total,
				perRoute, acquire, true);
		ProxyWindow window = new ProxyWindow(null, derived(Duration.ofSeconds(60)), derived(Duration.ofSeconds(60)),
				List.of());
		return new KeepAlivePolicy(window, client, window, new ServerKeepAlive(null, false, false, null), List.of());
	}

	private static Derived derived(Duration value) {
		return new Derived(value, Origin.DERIVED, "test");
	}

}
