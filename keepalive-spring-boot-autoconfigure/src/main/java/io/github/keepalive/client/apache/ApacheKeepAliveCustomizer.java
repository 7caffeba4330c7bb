package io.github.keepalive.client.apache;

import java.time.Duration;
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
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.HttpComponentsClientHttpRequestFactoryBuilder;

/**
 * Applies the plan to the classic Apache HttpClient 5 behind {@code RestClient} and
 * {@code RestTemplate}. Immutable.
 *
 * @since 0.1.0
 */
public final class ApacheKeepAliveCustomizer {

	static final Duration LIBRARY_IDLE = Duration.ofMinutes(3);

	static final String LIBRARY = "HttpClient 5";

	static final String CLIENT = "httpcomponents";

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
	public ApacheKeepAliveCustomizer(KeepAlivePolicy policy, PoolRegistry pools, Maintenance maintenance,
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
	public HttpComponentsClientHttpRequestFactoryBuilder customize(
			HttpComponentsClientHttpRequestFactoryBuilder builder) {
		return builder.withConnectionConfigCustomizer(ApacheKeepAliveCustomizer::checkOnlyOnce)
			.withConnectionManagerCustomizer(this::pool)
			.withDefaultRequestConfigCustomizer((config) -> acquireTimeout(config, this.policy.client()))
			.withHttpClientCustomizer(this::client);
	}

	static void checkOnlyOnce(ConnectionConfig.Builder config) {
		// The lease check looks at the socket by itself and knows more than idle time.
		config.setValidateAfterInactivity(TimeValue.NEG_ONE_MILLISECOND);
	}

	static void acquireTimeout(RequestConfig.Builder config, ClientKeepAlive plan) {
		if (plan.acquireTimeout() != null) {
			config.setConnectionRequestTimeout(Timeout.of(plan.acquireTimeout()));
		}
	}

	private void pool(PoolingHttpClientConnectionManagerBuilder builder) {
		ClientKeepAlive plan = this.policy.client();
		// The youngest first: the others grow old together and are closed unused.
		builder.setConnPoolPolicy(PoolReusePolicy.LIFO).setConnectionFactory((socket) -> GuardedConnection.create());
		if (plan.maxConnections() != null) {
			builder.setMaxConnTotal(plan.maxConnections());
		}
		if (plan.maxConnectionsPerRoute() != null) {
			builder.setMaxConnPerRoute(plan.maxConnectionsPerRoute());
		}
	}

	private void client(HttpClientBuilder builder) {
		ExchangeInterceptor interceptor = new ExchangeInterceptor();
		NoHiddenRetries retries = new NoHiddenRetries();
		builder.setRetryStrategy(retries);
		Connections connections = new Connections(this.policy, LIBRARY_IDLE, LIBRARY, this.clock, this.pools.windows());
		if (!hints(this.policy)) {
			builder.setKeepAliveStrategy(new HintByRoute(connections));
		}
		if (builder.getConnManager() instanceof PoolingHttpClientConnectionManager manager) {
			ConnectionTracker tracker = new ConnectionTracker(connections, CloseReason.EVICTED,
					this.pools.endlessWaits());
			KeepAliveConnectionManager governed = new KeepAliveConnectionManager(manager, manager, tracker,
					new RouteLimits(this.policy, connections), this.pools.nextName(CLIENT));
			builder.setConnectionManager(governed)
				.addExecInterceptorBefore(ChainElement.CONNECT.name(), "keepalive", new ClassicExchangeHandler(tracker))
				.addExecInterceptorBefore(ChainElement.RETRY.name(), "keepalive-retries",
						new RetryCheck(retries, governed.view()))
				.addRequestInterceptorLast(interceptor)
				.addResponseInterceptorFirst(interceptor);
			start(governed, this.policy, this.pools, this.maintenance);
		}
	}

	static boolean hints(KeepAlivePolicy policy) {
		return policy.clients().stream().allMatch(ClientKeepAlive::hint);
	}

	static void start(GovernedPool governed, KeepAlivePolicy policy, PoolRegistry pools, Maintenance maintenance) {
		pools.register(governed.view());
		Duration idle = policy.shortest().idleTimeoutFor(LIBRARY_IDLE, LIBRARY).value();
		maintenance.schedule(governed, idle, GovernedPool::maintain);
	}

	/**
	 * Looks at the clients of a builder after everyone's customizers.
	 * @param builder the builder, already customized
	 * @param beanName name of the builder bean
	 * @return the builder to use instead
	 */
	public HttpComponentsClientHttpRequestFactoryBuilder readBack(HttpComponentsClientHttpRequestFactoryBuilder builder,
			String beanName) {
		AtomicReference<SocketConfig> sockets = new AtomicReference<>();
		AtomicReference<ConnectionConfig> connections = new AtomicReference<>();
		// Spring Boot makes both configurations before it customizes a client, and the
		// same ones for all clients of a builder.
		return builder.withSocketConfigCustomizer((config) -> sockets.set(config.build()))
			.withConnectionConfigCustomizer((config) -> connections.set(config.build()))
			.withHttpClientCustomizer((client) -> readBack(client, beanName, connections.get(), sockets.get()));
	}

	private static boolean probing(@Nullable SocketConfig sockets) {
		// HttpCore (5.4) has the option and its times on by default; other times say that
		// somebody means it.
		SocketConfig library = SocketConfig.DEFAULT;
		return sockets != null && sockets.isSoKeepAlive() && (sockets.getTcpKeepIdle() != library.getTcpKeepIdle()
				|| sockets.getTcpKeepInterval() != library.getTcpKeepInterval());
	}

	private void readBack(HttpClientBuilder client, String beanName, @Nullable ConnectionConfig connections,
			@Nullable SocketConfig sockets) {
		readBack(client.getConnManager(), this.pools, beanName, connections, probing(sockets));
	}

	static void readBack(@Nullable Object manager, PoolRegistry pools, String beanName,
			@Nullable ConnectionConfig connections, boolean probing) {
		if (manager instanceof GovernedPool governed) {
			governed.view().readBack(connections, probing);
		}
		else {
			pools.bypasses().report(beanName, "connection manager");
		}
	}

}
