package io.github.keepalive.client.apache;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import io.github.keepalive.connection.CloseReason;
import io.github.keepalive.connection.Connections;
import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.connection.Maintenance;
import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.policy.ClientKeepAlive;
import io.github.keepalive.policy.KeepAlivePolicy;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.reactive.HttpComponentsClientHttpConnectorBuilder;

/**
 * Applies the plan to the async Apache HttpClient 5 behind {@code WebClient}. Immutable.
 *
 * @since 0.1.0
 */
public final class ApacheAsyncKeepAliveCustomizer {

	private final KeepAlivePolicy policy;

	private final PoolRegistry pools;

	private final Maintenance maintenance;

	private final IdleClock clock;

	/**
	 * Creates a customizer.
	 * @param policy the plan
	 * @param pools where to register the pool of each client
	 * @param maintenance closes idle connections without traffic
	 * @param clock where to read the time
	 */
	public ApacheAsyncKeepAliveCustomizer(KeepAlivePolicy policy, PoolRegistry pools, Maintenance maintenance,
			IdleClock clock) {
		this.policy = Objects.requireNonNull(policy, "'policy' must not be null");
		this.pools = Objects.requireNonNull(pools, "'pools' must not be null");
		this.maintenance = Objects.requireNonNull(maintenance, "'maintenance' must not be null");
		this.clock = Objects.requireNonNull(clock, "'clock' must not be null");
	}

	/**
	 * Customizes a builder; each client that it builds gets a record of its own.
	 * @param builder the builder
	 * @return the customized builder
	 */
	public HttpComponentsClientHttpConnectorBuilder customize(HttpComponentsClientHttpConnectorBuilder builder) {
		return builder.withConnectionConfigCustomizer(ApacheKeepAliveCustomizer::checkOnlyOnce)
			.withConnectionManagerCustomizer(this::pool)
			.withDefaultRequestConfigCustomizer(
					(config) -> ApacheKeepAliveCustomizer.acquireTimeout(config, this.policy.client()))
			.withHttpClientCustomizer(this::client);
	}

	private void pool(PoolingAsyncClientConnectionManagerBuilder builder) {
		ClientKeepAlive plan = this.policy.client();
		builder.setConnPoolPolicy(PoolReusePolicy.LIFO);
		if (plan.maxConnections() != null) {
			builder.setMaxConnTotal(plan.maxConnections());
		}
		if (plan.maxConnectionsPerRoute() != null) {
			builder.setMaxConnPerRoute(plan.maxConnectionsPerRoute());
		}
	}

	private void client(HttpAsyncClientBuilder builder) {
		ExchangeInterceptor interceptor = new ExchangeInterceptor();
		NoHiddenRetries retries = new NoHiddenRetries();
		builder.setRetryStrategy(retries);
		Connections connections = new Connections(this.policy, ApacheKeepAliveCustomizer.LIBRARY_IDLE,
				ApacheKeepAliveCustomizer.LIBRARY, this.clock, this.pools.windows());
		if (!ApacheKeepAliveCustomizer.hints(this.policy)) {
			builder.setKeepAliveStrategy(new HintByRoute(connections));
		}
		if (builder.getConnManager() instanceof PoolingAsyncClientConnectionManager manager) {
			ConnectionTracker tracker = new ConnectionTracker(connections, CloseReason.PEER, this.pools.endlessWaits());
			KeepAliveAsyncConnectionManager governed = new KeepAliveAsyncConnectionManager(manager, manager, tracker,
					new RouteLimits(this.policy, connections), this.pools.nextName(ApacheKeepAliveCustomizer.CLIENT));
			builder.setConnectionManager(governed)
				.setIOSessionListener(new SessionWatch(tracker))
				.addExecInterceptorBefore(ChainElement.CONNECT.name(), "keepalive", new AsyncExchangeHandler(tracker))
				.addExecInterceptorBefore(ChainElement.RETRY.name(), "keepalive-retries",
						new AsyncRetryCheck(retries, governed.view()))
				.addRequestInterceptorLast(interceptor)
				.addResponseInterceptorFirst(interceptor);
			ApacheKeepAliveCustomizer.start(governed, this.policy, this.pools, this.maintenance);
		}
	}

	/**
	 * Looks at the clients of a builder after everyone's customizers.
	 * @param builder the builder, already customized
	 * @param beanName name of the builder bean
	 * @return the builder to use instead
	 */
	public HttpComponentsClientHttpConnectorBuilder readBack(HttpComponentsClientHttpConnectorBuilder builder,
			String beanName) {
		AtomicReference<ConnectionConfig> last = new AtomicReference<>();
		// Spring Boot makes the configuration of connections before it customizes a
		// client, and the same one for all clients of a builder.
		return builder.withConnectionConfigCustomizer((config) -> last.set(config.build()))
			.withHttpClientCustomizer((client) -> readBack(client, beanName, last.get()));
	}

	private void readBack(HttpAsyncClientBuilder client, String beanName, @Nullable ConnectionConfig config) {
		// Options of sockets are hidden in the reactor of an async client.
		ApacheKeepAliveCustomizer.readBack(client.getConnManager(), this.pools, beanName, config, false);
	}

}
