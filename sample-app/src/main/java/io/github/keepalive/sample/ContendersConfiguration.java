package io.github.keepalive.sample;

import java.util.List;
import java.util.stream.IntStream;

import io.github.keepalive.sample.network.DelayedPath;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.web.client.RestClient;

/**
 * Both sides of the comparison: the same transport, Reactor Netty, as the library comes
 * and as the starter sets it up. Each virtual user stands for a service with little
 * traffic and takes an entrance of its own, so that its connections are pooled apart: in
 * one busy pool no connection would ever sit idle.
 */
@Configuration(proxyBeanMethods = false)
class ContendersConfiguration {

	@Bean
	UntunedTransport untunedTransport() {
		return new UntunedTransport();
	}

	@Bean
	@Order(1)
	Contender without(SampleProperties properties, DelayedPath path, UntunedTransport transport) {
		return new Contender("without", "Without the starter", users(properties, path, transport.builder()));
	}

	@Bean
	@Order(2)
	Contender with(SampleProperties properties, DelayedPath path, RestClient.Builder builder) {
		return new Contender("with", "With the starter", users(properties, path, builder));
	}

	private static List<RestClient> users(SampleProperties properties, DelayedPath path, RestClient.Builder builder) {
		return IntStream.range(0, properties.users())
			.mapToObj((user) -> builder.clone().baseUrl("http://localhost:" + path.port(user)).build())
			.toList();
	}

}
