package io.github.keepalive.sample.network;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/**
 * Counts per label, for the few labels there are. Thread-safe.
 */
final class LabelCounts {

	private static final int MOST_LABELS = 16;

	private final ConcurrentMap<String, LongAdder> counts = new ConcurrentHashMap<>();

	void increment(@Nullable String label) {
		// Labels arrive in a request header: whoever sends others must not fill the map.
		if (label != null && (this.counts.size() < MOST_LABELS || this.counts.containsKey(label))) {
			this.counts.computeIfAbsent(label, (key) -> new LongAdder()).increment();
		}
	}

	long get(String label) {
		LongAdder count = this.counts.get(label);
		return (count != null) ? count.sum() : 0;
	}

}
