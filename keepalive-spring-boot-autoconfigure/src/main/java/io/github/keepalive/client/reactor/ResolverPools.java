package io.github.keepalive.client.reactor;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.netty.resolver.AddressResolverGroup;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.resources.ConnectionProvider;

/**
 * One pool for each address resolver. A pool of Reactor Netty 1.3 keeps the resolver it
 * was first asked with for good, and the global one dies with the global resources, which
 * Spring Boot disposes when any context of the JVM closes: a connect through a dead
 * resolver never ends. Thread-safe; no lock once the resolver is known.
 */
final class ResolverPools {

	/**
	 * More resolvers than any application has; beyond it the oldest has died.
	 */
	private static final int MOST = 16;

	private final Supplier<ConnectionProvider> factory;

	private final List<Entry> entries = new CopyOnWriteArrayList<>();

	private boolean disposed;

	ResolverPools(Supplier<ConnectionProvider> factory) {
		this.factory = factory;
	}

	ConnectionProvider get(@Nullable AddressResolverGroup<?> resolver) {
		for (Entry entry : this.entries) {
			if (entry.resolver() == resolver) {
				return entry.pool();
			}
		}
		return add(resolver);
	}

	List<ConnectionProvider> all() {
		return this.entries.stream().map(Entry::pool).toList();
	}

	synchronized Mono<Void> disposeLater() {
		this.disposed = true;
		return Mono.whenDelayError(all().stream().map(ConnectionProvider::disposeLater).toList());
	}

	synchronized boolean isDisposed() {
		return this.disposed;
	}

	private synchronized ConnectionProvider add(@Nullable AddressResolverGroup<?> resolver) {
		for (Entry entry : this.entries) {
			if (entry.resolver() == resolver) {
				return entry.pool();
			}
		}
		if (this.entries.size() >= MOST) {
			this.entries.remove(0).pool().dispose();
		}
		Entry added = new Entry(resolver, this.factory.get());
		this.entries.add(added);
		if (this.disposed) {
			// Like any closed provider it refuses every lease.
			added.pool().dispose();
		}
		return added.pool();
	}

	private record Entry(@Nullable AddressResolverGroup<?> resolver, ConnectionProvider pool) {

	}

}
