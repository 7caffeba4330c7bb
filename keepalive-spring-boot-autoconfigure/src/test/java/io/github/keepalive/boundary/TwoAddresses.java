package io.github.keepalive.boundary;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.resolver.InetSocketAddressResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;

import org.springframework.boot.http.client.JettyClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.ReactorClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Has clients find 127.0.0.1 and 127.0.0.2 in turn behind the name {@value #NAME}.
 */
@Configuration(proxyBeanMethods = false)
class TwoAddresses {

	/** A name that nobody else knows (RFC 2606). */
	static final String NAME = "two.test";

	private final AtomicInteger turn = new AtomicInteger();

	@Bean
	ClientHttpRequestFactoryBuilderCustomizer<JettyClientHttpRequestFactoryBuilder> jettyAddresses() {
		return (builder) -> builder
			.withHttpClientCustomizer((client) -> client.setSocketAddressResolver((host, port, context, promise) -> {
				try {
					promise.succeeded(List.of(new InetSocketAddress(next(host), port)));
				}
				catch (UnknownHostException ex) {
					promise.failed(ex);
				}
			}));
	}

	@Bean
	ClientHttpRequestFactoryBuilderCustomizer<ReactorClientHttpRequestFactoryBuilder> reactorAddresses() {
		return (builder) -> builder.withHttpClientCustomizer((client) -> client.resolver(new Resolvers()));
	}

	private InetAddress next(String host) throws UnknownHostException {
		if (!host.equals(NAME)) {
			return InetAddress.getByName(host);
		}
		return InetAddress.getByName("127.0.0." + (1 + this.turn.getAndIncrement() % 2));
	}

	private final class Resolvers extends AddressResolverGroup<InetSocketAddress> {

		@Override
		protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
			return new InetSocketAddressResolver(executor, new InetNameResolver(executor) {

				@Override
				protected void doResolve(String host, Promise<InetAddress> promise) throws Exception {
					promise.setSuccess(next(host));
				}

				@Override
				protected void doResolveAll(String host, Promise<List<InetAddress>> promise) throws Exception {
					promise.setSuccess(List.of(next(host)));
				}

			});
		}

	}

}
