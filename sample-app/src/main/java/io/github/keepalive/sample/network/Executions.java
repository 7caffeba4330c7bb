package io.github.keepalive.sample.network;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Remembers which requests were executed and counts those executed more than once.
 * Thread-safe: guarded by its monitor.
 */
final class Executions {

	private static final int MOST_IDS = 20_000;

	private final LabelCounts duplicates = new LabelCounts();

	private final Map<String, Integer> byId = new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
			return size() > MOST_IDS;
		}

	};

	synchronized void executed(@Nullable String client, @Nullable String id) {
		if (id != null && this.byId.merge(id, 1, Integer::sum) == 2) {
			this.duplicates.increment(client);
		}
	}

	long duplicates(String client) {
		return this.duplicates.get(client);
	}

}
