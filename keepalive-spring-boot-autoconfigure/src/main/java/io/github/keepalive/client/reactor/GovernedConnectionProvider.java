package io.github.keepalive.client.reactor;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.github.keepalive.connection.Attempt;
import io.github.keepalive.connection.Connections;
import io.github.keepalive.connection.EndlessWaits;
import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.connection.Route;
import io.github.keepalive.connection.RouteState;
import io.github.keepalive.connection.Tick;
import io.github.keepalive.policy.ClientKeepAlive;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.netty.resolver.AddressResolverGroup;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.http.client.HttpClientConfig;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.transport.ClientTransportConfig;
import reactor.netty.transport.ProxyProvider;
import reactor.netty.transport.TransportConfig;

/**
 * The pool of Reactor Netty, asked for connections with the attempt at hand: only here
 * are the subscriber's context, the address and the lease known together, for redirects
 * and Reactor Netty's own repeats of unsent requests as for the first send. Thread-safe.
 */
final class GovernedConnectionProvider implements ConnectionProvider {

	static final String LIBRARY = "Reactor Netty";

	private static final String NAME = "reactor-netty";

	private final Connections connections;

	private final ReactorPoolView view;

	private final EndlessWaits endlessWaits;

	private final BackgroundScheduler scheduler = new BackgroundScheduler();

	private final Set<PooledChannel> channels = ConcurrentHashMap.newKeySet();

	private final ConnectionProvider pool;

	/**
	 * The pools by how many connections to one host they allow: the only setting that
	 * differs between upstreams and belongs to a pool as a whole.
	 */
	private final Map<Integer, ConnectionProvider> pools = new HashMap<>();

	GovernedConnectionProvider(KeepAlivePolicy policy, PoolRegistry registry, IdleClock clock) {
		this.connections = new Connections(policy, null, LIBRARY, clock, registry.windows());
		this.endlessWaits = registry.endlessWaits();
		String name = registry.nextName(NAME);
		for (ClientKeepAlive plan : policy.clients()) {
			this.pools.computeIfAbsent(PoolSettings.maxConnections(plan), (max) -> pool(name, max, policy));
		}
		this.pool = poolOf(policy.client());
		this.view = new ReactorPoolView(name, this.connections);
		registry.register(this.view);
	}

	ReactorPoolView view() {
		return this.view;
	}

	private ConnectionProvider pool(String name, int maxConnections, KeepAlivePolicy policy) {
		ClientKeepAlive shortest = policy.shortest();
		return PoolSettings.builder("keepalive." + name, maxConnections, policy.client().acquireTimeout())
			.evictionPredicate(new PolicyEviction(shortest))
			.evictInBackground(PoolSettings.evictionPeriod(shortest), this.scheduler)
			.build();
	}

	private ConnectionProvider poolOf(ClientKeepAlive plan) {
		return Objects.requireNonNull(this.pools.get(PoolSettings.maxConnections(plan)));
	}

	@Override
	public Mono<? extends Connection> acquire(TransportConfig config, ConnectionObserver observer,
			@Nullable Supplier<? extends SocketAddress> remoteAddress, @Nullable AddressResolverGroup<?> resolver) {
		Objects.requireNonNull(remoteAddress, "'remoteAddress' must not be null");
		return Mono.deferContextual((context) -> {
			// Asked once: behind a proxy configuration each call resolves the name.
			SocketAddress address = remoteAddress.get();
			RouteState state = this.connections.route(route(address, config));
			Attempt attempt = context.getOrDefault(Attempt.ATTRIBUTE, null);
			retireWhatIsNotFresh(state, attempt);
			notWritten(attempt);
			Lease lease = new Lease(this.connections, state, attempt, this.view.gauge(state.route()), this.channels,
					endless(config) ? this.endlessWaits : null);
			return poolOf(state.plan())
				.acquire(config, new LeaseObserver(observer, lease), () -> address,
						GlobalResources.resolver(config, resolver))
				.doFinally((signal) -> lease.over());
		});
	}

	@Override
	public void disposeWhen(SocketAddress address) {
		this.pools.values().forEach((each) -> each.disposeWhen(address));
	}

	@Override
	public Mono<Void> disposeLater() {
		return Mono.defer(() -> {
			this.scheduler.dispose();
			this.channels.forEach(PooledChannel::shuttingDown);
			return Mono.whenDelayError(this.pools.values().stream().map(ConnectionProvider::disposeLater).toList());
		});
	}

	@Override
	public boolean isDisposed() {
		return this.pool.isDisposed();
	}

	@Override
	public int maxConnections() {
		return this.pool.maxConnections();
	}

	@Override
	public @Nullable Map<SocketAddress, Integer> maxConnectionsPerHost() {
		return this.pool.maxConnectionsPerHost();
	}

	// HTTP/2 builds its own pool from this one's settings and takes connections from it.
	@Override
	public @Nullable Builder mutate() {
		return this.pool.mutate();
	}

	@Override
	public @Nullable String name() {
		return this.pool.name();
	}

	private static boolean endless(TransportConfig config) {
		return config instanceof HttpClientConfig http && http.responseTimeout() == null;
	}

	private static void notWritten(@Nullable Attempt attempt) {
		// Two dead channels in a row end in a plain IOException (1.3.6), before any
		// lease.
		if (attempt != null && attempt.facts().written() == null) {
			attempt.notWritten();
		}
	}

	private static void retireWhatIsNotFresh(RouteState state, @Nullable Attempt attempt) {
		Tick freshAfter = (attempt != null) ? attempt.freshAfter() : null;
		if (freshAfter != null) {
			// The predicate is not told for whom it is asked. With LIFO leases the dead
			// connection was the last one released, so little more is given up here than
			// its equally idle neighbours, which are retired anyway.
			state.retireIdleSince(freshAfter);
		}
	}

	private static Route route(SocketAddress address, TransportConfig config) {
		return (address instanceof InetSocketAddress inet)
				? new Route(inet.getHostString(), inet.getPort(), via(address, config)) : new Route("local", 0);
	}

	private static Route.@Nullable Via via(SocketAddress address, TransportConfig config) {
		ProxyProvider proxy = (config instanceof ClientTransportConfig<?> client) ? client.proxyProvider() : null;
		if (proxy == null || !proxy.shouldProxy(address)
				|| !(proxy.getSocketAddress().get() instanceof InetSocketAddress inet)) {
			return null;
		}
		// Reactor Netty tunnels to plain targets as well.
		return new Route.Via(inet.getHostString(), inet.getPort(), true);
	}

}
