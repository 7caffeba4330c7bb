package io.github.keepalive.client.jetty;

import java.time.Duration;
import java.util.Objects;

import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.policy.ClientKeepAlive;
import io.github.keepalive.policy.KeepAlivePolicy;
import org.eclipse.jetty.client.ConnectionPool;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpClientTransport;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.JettyClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.reactive.JettyClientHttpConnectorBuilder;

/**
 * Applies the client policy to every Jetty {@link HttpClient} that Boot's builders build.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class JettyKeepAliveCustomizer {

	/**
	 * Idle time of Jetty's {@code ClientConnector} (12.1); any other value means that
	 * somebody set it.
	 */
	static final Duration LIBRARY_IDLE = Duration.ofSeconds(30);

	private final KeepAlivePolicy policy;

	private final PoolRegistry pools;

	private final IdleClock clock;

	/**
	 * Creates the customizer.
	 * @param policy the plan
	 * @param pools where the pools of the built clients are registered
	 * @param clock where to read the time
	 */
	public JettyKeepAliveCustomizer(KeepAlivePolicy policy, PoolRegistry pools, IdleClock clock) {
		this.policy = Objects.requireNonNull(policy, "'policy' must not be null");
		this.pools = Objects.requireNonNull(pools, "'pools' must not be null");
		this.clock = Objects.requireNonNull(clock, "'clock' must not be null");
	}

	/**
	 * Customizes the clients of {@code RestClient} and {@code RestTemplate}.
	 * @param builder the builder
	 * @return the builder to use instead
	 */
	public JettyClientHttpRequestFactoryBuilder customize(JettyClientHttpRequestFactoryBuilder builder) {
		return builder.withHttpClientCustomizer(this::apply);
	}

	/**
	 * Customizes the clients of {@code WebClient}.
	 * @param builder the builder
	 * @return the builder to use instead
	 */
	public JettyClientHttpConnectorBuilder customize(JettyClientHttpConnectorBuilder builder) {
		return builder.withHttpClientCustomizer(this::apply);
	}

	/**
	 * Looks at the clients of RestClient and RestTemplate after everyone's customizers.
	 * @param builder the builder, already customized
	 * @param beanName name of the builder bean
	 * @return the builder to use instead
	 */
	public JettyClientHttpRequestFactoryBuilder readBack(JettyClientHttpRequestFactoryBuilder builder,
			String beanName) {
		return builder.withHttpClientCustomizer((client) -> readBack(client, beanName));
	}

	/**
	 * Looks at the clients of WebClient after everyone's customizers.
	 * @param builder the builder, already customized
	 * @param beanName name of the builder bean
	 * @return the builder to use instead
	 */
	public JettyClientHttpConnectorBuilder readBack(JettyClientHttpConnectorBuilder builder, String beanName) {
		return builder.withHttpClientCustomizer((client) -> readBack(client, beanName));
	}

	private void readBack(HttpClient httpClient, String beanName) {
		ConnectionPool.Factory factory = httpClient.getHttpClientTransport().getConnectionPoolFactory();
		if (!(factory instanceof JettyPoolSource)) {
			this.pools.bypasses().report(beanName, "connection pool");
		}
	}

	private void apply(HttpClient httpClient) {
		HttpClientTransport transport = httpClient.getHttpClientTransport();
		if (transport.getConnectionPoolFactory() instanceof JettyPoolSource) {
			return;
		}
		long requestedMillis = applyIdleTimeout(httpClient);
		JettyPoolSource source = new JettyPoolSource(this.pools.nextName("jetty"), httpClient,
				transport.getConnectionPoolFactory(), this.policy, requestedMillis, this.clock, this.pools);
		applySizes(httpClient, this.policy.client());
		transport.setConnectionPoolFactory(source);
		httpClient.getRequestListeners().addQueuedListener(new RequestPreparation(source));
		applyAcquireTimeout(httpClient, this.policy.client().acquireTimeout());
		// At the start, when the client has its pool, be it a user's or the default.
		httpClient.addBean((HttpClient.Aware) SeparateBuffers::use);
		this.pools.register(source);
	}

	private long applyIdleTimeout(HttpClient httpClient) {
		long millis = this.policy.client().idleTimeoutFor(LIBRARY_IDLE, JettyPoolSource.LIBRARY).value().toMillis();
		// A value that a user set before us, on the client or on its connector, stays.
		if (httpClient.getIdleTimeout() == LIBRARY_IDLE.toMillis()) {
			httpClient.setIdleTimeout(millis);
		}
		return millis;
	}

	private static void applySizes(HttpClient httpClient, ClientKeepAlive plan) {
		Integer perRoute = plan.maxConnectionsPerRoute();
		if (perRoute != null) {
			httpClient.setMaxConnectionsPerDestination(perRoute);
		}
		Integer total = plan.maxConnections();
		// Jetty has no limit for the whole client; one route can at least not exceed it.
		if (total != null && total < httpClient.getMaxConnectionsPerDestination()) {
			httpClient.setMaxConnectionsPerDestination(total);
		}
	}

	private static void applyAcquireTimeout(HttpClient httpClient, @Nullable Duration limit) {
		if (limit != null) {
			httpClient.getRequestListeners().addQueuedListener(new AcquireTimeout(httpClient, limit));
		}
	}

}
