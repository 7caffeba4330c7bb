package io.github.keepalive.client.reactor;

import java.util.Objects;
import java.util.function.Predicate;

import io.github.keepalive.connection.Attempt;
import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.netty.channel.ChannelOption;
import io.netty.handler.timeout.ReadTimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.util.retry.Retry;

import org.springframework.boot.http.client.ReactorClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;

/**
 * Applies the policy to Reactor Netty through a connection provider of our own, one for
 * all RestClients and WebClients of an application context. Event loops stay those that
 * Spring Boot or the user chose. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ReactorKeepAliveCustomizer implements AutoCloseable {

	private final KeepAlivePolicy policy;

	private final PoolRegistry pools;

	private final IdleClock clock;

	private final OwnProvider ownProvider;

	private final Object monitor = new Object();

	private @Nullable GovernedConnectionProvider provider;

	/**
	 * Creates a customizer.
	 * @param policy the plan
	 * @param pools where to register the pool
	 * @param clock where to read the time
	 * @param shared answers whether a connection provider is the one that clients of the
	 * application share unless told otherwise, so that ours may take its place; Reactor
	 * Netty's global one always is
	 */
	public ReactorKeepAliveCustomizer(KeepAlivePolicy policy, PoolRegistry pools, IdleClock clock,
			Predicate<ConnectionProvider> shared) {
		this.policy = Objects.requireNonNull(policy, "'policy' must not be null");
		this.pools = Objects.requireNonNull(pools, "'pools' must not be null");
		this.clock = Objects.requireNonNull(clock, "'clock' must not be null");
		this.ownProvider = new OwnProvider(shared);
	}

	/**
	 * Customizes the transport of RestClient and RestTemplate.
	 * @param builder the builder
	 * @return a builder whose clients use the governed pool, unless the application gave
	 * it a connection provider
	 */
	public ReactorClientHttpRequestFactoryBuilder customize(ReactorClientHttpRequestFactoryBuilder builder) {
		if (this.ownProvider.isIn(builder)) {
			return builder;
		}
		// The request factory subscribes on the caller's thread, where the attempt is.
		return builder
			.withHttpClientFactory(() -> client().mapConnect(ReactorKeepAliveCustomizer::carryAttempt)
				.mapConnect(ReactorKeepAliveCustomizer::ownTimeouts))
			.withHttpClientCustomizer(GlobalResources::follow);
	}

	/**
	 * Customizes the transport of WebClient.
	 * @param builder the builder
	 * @return a builder whose clients use the governed pool, unless the application gave
	 * it a connection provider
	 */
	public ReactorClientHttpConnectorBuilder customize(ReactorClientHttpConnectorBuilder builder) {
		if (this.ownProvider.isIn(builder)) {
			return builder;
		}
		return builder
			.withHttpClientFactory(() -> client().mapConnect(ReactorKeepAliveCustomizer::leaseAgain)
				.mapConnect(ReactorKeepAliveCustomizer::ownTimeouts))
			.withHttpClientCustomizer(GlobalResources::follow);
	}

	/**
	 * Looks at the clients of RestClient and RestTemplate after everyone's customizers.
	 * @param builder the builder, already customized
	 * @param beanName name of the builder bean
	 * @return the builder to use instead
	 */
	public ReactorClientHttpRequestFactoryBuilder readBack(ReactorClientHttpRequestFactoryBuilder builder,
			String beanName) {
		return builder.withHttpClientCustomizer((client) -> readBack(client, beanName));
	}

	/**
	 * Looks at the clients of WebClient after everyone's customizers.
	 * @param builder the builder, already customized
	 * @param beanName name of the builder bean
	 * @return the builder to use instead
	 */
	public ReactorClientHttpConnectorBuilder readBack(ReactorClientHttpConnectorBuilder builder, String beanName) {
		return builder.withHttpClientCustomizer((client) -> readBack(client, beanName));
	}

	/**
	 * Closes the governed pool; the global resources of Reactor Netty are left alone.
	 */
	@Override
	public void close() {
		synchronized (this.monitor) {
			if (this.provider != null) {
				this.provider.dispose();
			}
		}
	}

	private HttpClient client() {
		return HttpClient.create(provider());
	}

	private GovernedConnectionProvider provider() {
		synchronized (this.monitor) {
			if (this.provider == null) {
				this.provider = new GovernedConnectionProvider(this.policy, this.pools, this.clock);
			}
			return this.provider;
		}
	}

	private HttpClient readBack(HttpClient client, String beanName) {
		GovernedConnectionProvider ours = provider();
		if (client.configuration().connectionProvider() != ours) {
			this.pools.bypasses().report(beanName, "connection provider");
		}
		else if (Boolean.TRUE.equals(client.configuration().options().get(ChannelOption.SO_KEEPALIVE))) {
			ours.view().probing();
		}
		return client;
	}

	private static Mono<? extends Connection> carryAttempt(Mono<? extends Connection> connect) {
		return Mono.defer(() -> {
			Attempt attempt = Attempt.current();
			return (attempt != null) ? connect.contextWrite((context) -> context.put(Attempt.ATTRIBUTE, attempt))
					: connect;
		});
	}

	private static Mono<? extends Connection> ownTimeouts(Mono<? extends Connection> connect) {
		// Netty (4.2) throws the same one for everybody, which nothing can be added to.
		return connect.onErrorMap((failure) -> failure == ReadTimeoutException.INSTANCE,
				(failure) -> new ReadTimeoutException());
	}

	private static Mono<? extends Connection> leaseAgain(Mono<? extends Connection> connect) {
		// Safe for a repeat: whoever repeats can write the body more than once. What was
		// idle has been retired, so that once is enough.
		return connect.retryWhen(Retry.max(1)
			.filter(NotFreshException::caused)
			.onRetryExhaustedThrow((spec, signal) -> signal.failure()));
	}

}
