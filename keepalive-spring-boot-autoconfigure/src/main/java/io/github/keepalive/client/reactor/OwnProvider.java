package io.github.keepalive.client.reactor;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import reactor.netty.http.HttpResources;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

import org.springframework.boot.http.client.ReactorClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;

/**
 * Finds out whether the application has given a builder a connection provider of its own,
 * which is then left alone. Builders do not tell (Spring Boot 4.1), the clients they
 * build do.
 */
final class OwnProvider {

	private final Predicate<ConnectionProvider> shared;

	/**
	 * Creates the check.
	 * @param shared answers whether a provider is the one that clients of the application
	 * share unless told otherwise
	 */
	OwnProvider(Predicate<ConnectionProvider> shared) {
		this.shared = shared;
	}

	boolean isIn(ReactorClientHttpRequestFactoryBuilder builder) {
		Capture capture = new Capture();
		builder.withHttpClientCustomizer(capture).build();
		return isIn(capture.get());
	}

	boolean isIn(ReactorClientHttpConnectorBuilder builder) {
		Capture capture = new Capture();
		builder.withHttpClientCustomizer(capture).build();
		return isIn(capture.get());
	}

	private boolean isIn(@Nullable HttpClient client) {
		if (client == null) {
			return false;
		}
		ConnectionProvider provider = client.configuration().connectionProvider();
		return !(provider instanceof HttpResources) && !this.shared.test(provider);
	}

	private static final class Capture extends AtomicReference<@Nullable HttpClient>
			implements UnaryOperator<HttpClient> {

		private static final long serialVersionUID = 1L;

		@Override
		public HttpClient apply(HttpClient client) {
			set(client);
			return client;
		}

	}

}
