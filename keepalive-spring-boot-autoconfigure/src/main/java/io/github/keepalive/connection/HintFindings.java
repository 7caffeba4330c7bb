package io.github.keepalive.connection;

import java.util.List;
import java.util.Objects;

import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.Durations;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.Severity;

/**
 * Notices peers whose {@code Keep-Alive} header keeps connections from being pooled at
 * all. Reads only, when findings are collected.
 *
 * @since 0.1.0
 */
public final class HintFindings implements FindingSource {

	/**
	 * So that a client which calls the whole world does not report all of it.
	 */
	private static final int MOST = 20;

	private final PoolRegistry pools;

	/**
	 * Creates the observation.
	 * @param pools the pools of this context's clients
	 */
	public HintFindings(PoolRegistry pools) {
		this.pools = Objects.requireNonNull(pools, "'pools' must not be null");
	}

	@Override
	public List<Finding> findings() {
		return this.pools.views()
			.stream()
			.flatMap((view) -> view.snapshot().stream())
			.map(PoolView.PoolSnapshot::state)
			.filter(Objects::nonNull)
			.filter((state) -> state.hint().tooShort())
			.map(HintFindings::unpooled)
			.distinct()
			.limit(MOST)
			.toList();
	}

	private static Finding unpooled(RouteState state) {
		Derived window = Objects.requireNonNull(state.hint().window());
		return new Finding("KA046", Severity.INFO, state.route() + " says that it keeps idle connections for "
				+ Durations.format(window.value())
				+ " (Keep-Alive response header), so none is pooled: each request opens one of its own, with its"
				+ " handshakes.",
				"If that peer is meant to keep connections, correct its keep-alive timeout. If the header is wrong, set"
						+ " 'keepalive.upstreams.<name>.client.hint' to false for that host.",
				List.of("keepalive.client.hint", "keepalive.upstreams.<name>.client.hint"));
	}

}
