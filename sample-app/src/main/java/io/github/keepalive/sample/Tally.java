package io.github.keepalive.sample;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

import org.springframework.core.NestedExceptionUtils;

/**
 * Outcomes of the requests of one side. Thread-safe.
 */
final class Tally {

	private final LongAdder requests = new LongAdder();

	private final LongAdder failed = new LongAdder();

	private final ConcurrentMap<String, LongAdder> errors = new ConcurrentHashMap<>();

	void succeeded() {
		this.requests.increment();
	}

	void failed(Throwable ex) {
		this.requests.increment();
		this.failed.increment();
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(ex);
		this.errors.computeIfAbsent(cause.getClass().getSimpleName(), (type) -> new LongAdder()).increment();
	}

	long requests() {
		return this.requests.sum();
	}

	long failed() {
		return this.failed.sum();
	}

	Map<String, Long> errors() {
		Map<String, Long> counts = new TreeMap<>();
		this.errors.forEach((type, count) -> counts.put(type, count.sum()));
		return counts;
	}

}
