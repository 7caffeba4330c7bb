package io.github.keepalive.client.reactor;

import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.NoopAddressResolverGroup;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.HttpResources;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientConfig;
import reactor.netty.transport.ClientTransportConfig;
import reactor.netty.transport.NameResolverProvider;
import reactor.netty.transport.TransportConfig;

/**
 * Makes clients that use Reactor Netty's global loops follow them when they are replaced:
 * Spring Boot disposes them when any context of the JVM closes, although other contexts
 * still run.
 */
final class GlobalResources {

	private GlobalResources() {
	}

	static HttpClient follow(HttpClient client) {
		HttpClientConfig config = client.configuration();
		// Loops of the user's own have an owner who knows when they end.
		if (!(config.loopResources() instanceof HttpResources)) {
			return client;
		}
		HttpClient following = hasOwnResolver(config) ? client : client.resolver(LiveGlobalResolver.INSTANCE);
		return following.runOn(LiveGlobalLoops.INSTANCE);
	}

	/**
	 * Leaves names to a forward proxy, as Reactor Netty does where nobody chose a
	 * resolver; it takes the one that is set here for a choice.
	 * @param config the client's configuration
	 * @param resolver what it would resolve names with
	 * @return what to resolve them with
	 */
	static @Nullable AddressResolverGroup<?> resolver(TransportConfig config,
			@Nullable AddressResolverGroup<?> resolver) {
		boolean proxied = config instanceof ClientTransportConfig<?> client && client.hasProxy();
		return (proxied && resolver == LiveGlobalResolver.INSTANCE) ? NoopAddressResolverGroup.INSTANCE : resolver;
	}

	private static boolean hasOwnResolver(HttpClientConfig config) {
		NameResolverProvider provider = config.getNameResolverProvider();
		if (provider == null) {
			return config.resolver() != null;
		}
		// Choosing loops makes a client take the default provider for its own.
		return !provider
			.equals(HttpClient.create().runOn(LiveGlobalLoops.INSTANCE).configuration().getNameResolverProvider());
	}

}
