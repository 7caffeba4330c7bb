package io.github.keepalive.client.jdk;

import java.net.http.HttpClient;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;

import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.connection.PoolView;
import io.github.keepalive.policy.KeepAlivePolicy;

import org.springframework.boot.http.client.JdkClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.reactive.JdkClientHttpConnectorBuilder;

/**
 * Applies what can be applied to a single JDK {@link HttpClient}; its idle time is a
 * matter of {@link JdkKeepAliveProperty}. Thread-safe.
 *
 * @since 0.1.0
 */
public final class JdkKeepAliveCustomizer {

	private final PoolRegistry pools;

	private final JdkKeepAliveProperty property;

	/**
	 * The registry holds views weakly and a JDK client has no place to keep one, so each
	 * lives here for as long as what uses the client.
	 */
	private final Map<Object, PoolView> views = Collections.synchronizedMap(new WeakHashMap<>());

	/**
	 * Creates the customizer.
	 * @param policy the plan
	 * @param pools where the built clients are registered
	 * @param property what was asked of the JVM
	 */
	public JdkKeepAliveCustomizer(KeepAlivePolicy policy, PoolRegistry pools, JdkKeepAliveProperty property) {
		Objects.requireNonNull(policy, "'policy' must not be null");
		this.pools = Objects.requireNonNull(pools, "'pools' must not be null");
		this.property = Objects.requireNonNull(property, "'property' must not be null");
	}

	/**
	 * Customizes the clients of {@code RestClient} and {@code RestTemplate}.
	 * @param builder the builder
	 * @return the builder to use instead
	 */
	public JdkClientHttpRequestFactoryBuilder customize(JdkClientHttpRequestFactoryBuilder builder) {
		return builder.withHttpClientCustomizer(this::apply).withCustomizer(this::register);
	}

	/**
	 * Customizes the clients of {@code WebClient}.
	 * @param builder the builder
	 * @return the builder to use instead
	 */
	public JdkClientHttpConnectorBuilder customize(JdkClientHttpConnectorBuilder builder) {
		return builder.withHttpClientCustomizer(this::apply).withCustomizer(this::register);
	}

	private void apply(HttpClient.Builder builder) {
		if (!this.property.closesIdleHttp2()) {
			builder.version(HttpClient.Version.HTTP_1_1);
		}
	}

	private void register(Object user) {
		PoolView view = new JdkPoolView(this.pools.nextName("jdk"), this.property);
		this.views.put(user, view);
		this.pools.register(view);
	}

}
