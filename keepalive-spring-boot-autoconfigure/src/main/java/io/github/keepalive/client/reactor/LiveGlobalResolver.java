package io.github.keepalive.client.reactor;

import java.net.InetSocketAddress;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import reactor.netty.http.HttpResources;

/**
 * The global resolver of Reactor Netty as it is now. A pool of Reactor Netty 1.3 keeps
 * the resolver it was first asked with for good, and the global one dies with the global
 * loops: a connect through a dead resolver never ends. Owns nothing.
 */
final class LiveGlobalResolver extends AddressResolverGroup<InetSocketAddress> {

	static final LiveGlobalResolver INSTANCE = new LiveGlobalResolver();

	private LiveGlobalResolver() {
	}

	@Override
	public AddressResolver<InetSocketAddress> getResolver(EventExecutor executor) {
		// The group behind it keeps one resolver for each executor.
		return newResolver(executor);
	}

	@Override
	@SuppressWarnings("unchecked")
	protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
		return (AddressResolver<InetSocketAddress>) HttpResources.get()
			.getOrCreateDefaultResolver()
			.getResolver(executor);
	}

	@Override
	public void close() {
		// Not ours.
	}

}
