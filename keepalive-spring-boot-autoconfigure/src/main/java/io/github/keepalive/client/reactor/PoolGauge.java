package io.github.keepalive.client.reactor;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the connections of one route. Thread-safe.
 *
 * @param open connections that are open
 * @param active those of them that are leased
 * @param pending requests that wait for a connection, or for one to be opened
 */
record PoolGauge(AtomicInteger open, AtomicInteger active, AtomicInteger pending) {

	PoolGauge() {
		this(new AtomicInteger(), new AtomicInteger(), new AtomicInteger());
	}

}
