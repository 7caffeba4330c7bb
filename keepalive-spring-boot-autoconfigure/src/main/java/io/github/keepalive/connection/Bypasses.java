package io.github.keepalive.connection;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;

import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.Severity;

/**
 * Notes which client builders of the context build clients whose pool a customizer has
 * replaced, so that their connections are not governed. Adapters tell when a client is
 * built. Holds one entry for each builder bean. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Bypasses implements FindingSource {

	private final Map<String, String> replaced = new ConcurrentSkipListMap<>();

	/**
	 * Notes that a built client uses another pool than ours.
	 * @param builder name of the builder bean
	 * @param what what was replaced
	 */
	public void report(String builder, String what) {
		this.replaced.put(Objects.requireNonNull(builder, "'builder' must not be null"),
				Objects.requireNonNull(what, "'what' must not be null"));
	}

	@Override
	public List<Finding> findings() {
		return this.replaced.entrySet().stream().map((entry) -> finding(entry.getKey(), entry.getValue())).toList();
	}

	private static Finding finding(String builder, String what) {
		return new Finding("KA032", Severity.WARN,
				"Clients built by '" + builder + "' have another " + what
						+ " than the starter's, so their connections are not governed.",
				"Change the client or the pool that is there instead of setting another one; for sizes set"
						+ " 'keepalive.client.max-connections' and 'keepalive.client.max-connections-per-route'.",
				List.of("keepalive.client.idle", "keepalive.client.max-connections",
						"keepalive.client.max-connections-per-route"));
	}

}
