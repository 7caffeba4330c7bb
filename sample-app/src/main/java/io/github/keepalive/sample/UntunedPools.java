package io.github.keepalive.sample;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import reactor.netty.resources.ConnectionProvider;

/**
 * Connection pools with the library's own defaults. Thread-safe.
 */
class UntunedPools implements AutoCloseable {

	private final List<ConnectionProvider> pools = new CopyOnWriteArrayList<>();

	ConnectionProvider next() {
		ConnectionProvider pool = ConnectionProvider.create("untuned-" + this.pools.size());
		this.pools.add(pool);
		return pool;
	}

	@Override
	public void close() {
		this.pools.forEach(ConnectionProvider::dispose);
	}

}
