package io.github.keepalive.client.jetty;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.keepalive.connection.Connections;
import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.connection.PoolView;
import io.github.keepalive.connection.Route;
import io.github.keepalive.policy.ClientKeepAlive;
import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.Origin;
import io.github.keepalive.policy.UpstreamKeepAlive;
import org.eclipse.jetty.client.AbstractConnectionPool;
import org.eclipse.jetty.client.ConnectionPool;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.DuplexConnectionPool;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpProxy;
import org.eclipse.jetty.client.MultiplexConnectionPool;
import org.eclipse.jetty.client.ProxyConfiguration;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.transport.HttpDestination;
import org.jspecify.annotations.Nullable;

/**
 * Makes the pools of one Jetty client, one for each destination, and shows them. The
 * client holds it as its pool factory, so it lives as long as the client. Thread-safe.
 */
final class JettyPoolSource implements ConnectionPool.Factory, PoolView {

	static final String LIBRARY = "Jetty";

	private static final Duration ENDLESS = Duration.ofDays(3650);

	private final String client;

	private final HttpClient httpClient;

	private final ConnectionPool.Factory original;

	private final KeepAlivePolicy policy;

	private final long requestedMillis;

	private final IdleClock clock;

	private final PoolRegistry pools;

	private volatile @Nullable Connections connections;

	JettyPoolSource(String client, HttpClient httpClient, ConnectionPool.Factory original, KeepAlivePolicy policy,
			long requestedMillis, IdleClock clock, PoolRegistry pools) {
		this.client = client;
		this.httpClient = httpClient;
		this.original = original;
		this.policy = policy;
		this.requestedMillis = requestedMillis;
		this.clock = clock;
		this.pools = pools;
	}

	@Override
	public ConnectionPool newConnectionPool(Destination destination) {
		ConnectionPool pool = this.original.newConnectionPool(destination);
		// A pool of another kind (round robin, random, the user's own) was chosen on
		// purpose, and HTTP/2 shares connections: those get the idle time only.
		if (!(pool instanceof AbstractConnectionPool model) || !isDefault(pool) || !speaksHttp1(destination)) {
			return pool;
		}
		KeepAliveConnectionPool governed = new KeepAliveConnectionPool(destination, maxConnections(destination), this);
		governed.setMaxDuration(model.getMaxDuration());
		governed.setMaxUsage(model.getMaxUsage());
		governed.setMaximizeConnections(model.isMaximizeConnections());
		return governed;
	}

	private int maxConnections(Destination destination) {
		Integer planned = connections().route(route(destination)).plan().maxConnectionsPerRoute();
		Integer global = this.policy.client().maxConnectionsPerRoute();
		// The global limit is the client's own, which a user may have changed since.
		return (planned != null && !planned.equals(global)) ? planned
				: this.httpClient.getMaxConnectionsPerDestination();
	}

	private static boolean isDefault(ConnectionPool pool) {
		return pool.getClass() == DuplexConnectionPool.class || pool.getClass() == MultiplexConnectionPool.class;
	}

	private static boolean speaksHttp1(Destination destination) {
		var protocol = destination.getOrigin().getProtocol();
		return protocol == null || protocol.getProtocols().contains("http/1.1");
	}

	/**
	 * Returns whether somebody else than us set the client's idle timeout.
	 * @return {@code true} if so; Jetty's rules for it then hold as they are
	 */
	boolean idleTimeoutOfUser() {
		return this.httpClient.getIdleTimeout() != this.requestedMillis;
	}

	/**
	 * Notes for how long the response of a request will be waited for.
	 * @param request the request, its idle timeout decided
	 */
	void waits(Request request) {
		long idleMillis = request.getIdleTimeout();
		boolean limitedByClient = idleMillis < 0 && this.httpClient.getIdleTimeout() > 0;
		if (request.getTimeout() <= 0 && idleMillis <= 0 && !limitedByClient) {
			this.pools.endlessWaits().report(LIBRARY);
		}
	}

	Connections connections() {
		Connections known = this.connections;
		return (known != null) ? known : createConnections();
	}

	private synchronized Connections createConnections() {
		Connections known = this.connections;
		if (known == null) {
			// At the first destination, when the customizers of users have run.
			known = new Connections(idleTimeoutOfUser() ? policyOfUser() : this.policy,
					JettyKeepAliveCustomizer.LIBRARY_IDLE, LIBRARY, this.clock, this.pools.windows());
			this.connections = known;
		}
		return known;
	}

	private KeepAlivePolicy policyOfUser() {
		List<UpstreamKeepAlive> upstreams = this.policy.upstreams()
			.stream()
			.map((upstream) -> new UpstreamKeepAlive(upstream.name(), upstream.hosts(), upstream.proxy(),
					planOfUser(upstream.client())))
			.toList();
		return new KeepAlivePolicy(this.policy.proxy(), planOfUser(this.policy.client()), this.policy.serverProxy(),
				this.policy.server(), upstreams, this.policy.findings());
	}

	private ClientKeepAlive planOfUser(ClientKeepAlive plan) {
		return new ClientKeepAlive(idleTimeoutOfUser(plan), true, plan.margin(), plan.maxLifetime(),
				plan.jitterPercent(), plan.maxConnections(), plan.maxConnectionsPerRoute(), plan.acquireTimeout(),
				plan.hint(), plan.learn());
	}

	private Derived idleTimeoutOfUser(ClientKeepAlive plan) {
		long millis = this.httpClient.getIdleTimeout();
		Duration idle = (millis > 0) ? Duration.ofMillis(millis) : ENDLESS;
		Derived ofUser = new Derived(idle, Origin.CONFIGURED, "HttpClient.setIdleTimeout " + millis + "ms");
		// What was said about one upstream is closer to it than what was said about all.
		boolean closer = !plan.equals(this.policy.client()) && plan.idleTimeout().value().compareTo(idle) < 0;
		return closer ? plan.idleTimeout() : ofUser;
	}

	@Override
	public Derived idleTimeout(ClientKeepAlive plan) {
		return idleTimeoutOfUser() ? idleTimeoutOfUser(plan)
				: plan.idleTimeoutFor(JettyKeepAliveCustomizer.LIBRARY_IDLE, LIBRARY);
	}

	@Override
	public String client() {
		return this.client;
	}

	@Override
	public String transport() {
		return "jetty";
	}

	@Override
	public List<PoolSnapshot> snapshot() {
		List<PoolSnapshot> rows = new ArrayList<>();
		for (Destination destination : this.httpClient.getDestinations()) {
			rows.add(row(destination));
		}
		return rows;
	}

	private PoolSnapshot row(Destination destination) {
		Route route = route(destination);
		Integer pending = (destination instanceof HttpDestination queue) ? queue.getQueuedRequestCount() : null;
		Connections known = this.connections;
		if (!(destination.getConnectionPool() instanceof AbstractConnectionPool pool)) {
			return new PoolSnapshot(this.client, transport(), route, null, null, pending, null, null);
		}
		boolean counted = known != null && pool instanceof KeepAliveConnectionPool;
		return new PoolSnapshot(this.client, transport(), route, pool.getActiveConnectionCount(),
				pool.getIdleConnectionCount(), pending, pool.getMaxConnectionCount(),
				(counted && known != null) ? known.route(route) : null);
	}

	static Route route(Destination destination) {
		var address = destination.getOrigin().getAddress();
		return new Route(address.getHost(), address.getPort(), via(destination));
	}

	private static Route.@Nullable Via via(Destination destination) {
		ProxyConfiguration.Proxy proxy = destination.getProxy();
		if (proxy == null) {
			return null;
		}
		// Jetty asks an HTTP proxy for plain targets itself and tunnels to all others.
		boolean plain = proxy instanceof HttpProxy && !destination.isSecure();
		return new Route.Via(proxy.getAddress().getHost(), proxy.getAddress().getPort(), !plain);
	}

}
