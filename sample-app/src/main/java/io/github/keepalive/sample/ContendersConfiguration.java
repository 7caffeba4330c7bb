package io.github.keepalive.sample;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.keepalive.sample.network.DelayedPath;
import reactor.netty.http.client.HttpClient;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.client.ReactorClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/**
 * Both sides of the comparison: the same transport, Reactor Netty, as the library comes
 * and as the starter sets it up. Each virtual user stands for one service with little
 * traffic and has a pool of its own: in one busy pool no connection would ever sit idle.
 */
@Configuration(proxyBeanMethods = false)
class ContendersConfiguration {

	private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

	@Bean
	UntunedPools untunedPools() {
		return new UntunedPools();
	}

	@Bean
	@Order(1)
	Contender without(SampleProperties properties, DelayedPath path, UntunedPools pools) {
		return new Contender("without", "Without the starter", users(properties, path, () -> untuned(pools)));
	}

	private RestClient.Builder untuned(UntunedPools pools) {
		ReactorClientHttpRequestFactory factory = new ReactorClientHttpRequestFactory(HttpClient.create(pools.next()));
		factory.setReadTimeout(READ_TIMEOUT);
		return RestClient.builder().requestFactory(factory);
	}

	@Bean
	@Order(2)
	Contender with(SampleProperties properties, DelayedPath path, ObjectProvider<RestClient.Builder> builders) {
		return new Contender("with", "With the starter", users(properties, path, builders::getObject));
	}

	private List<RestClient> users(SampleProperties properties, DelayedPath path,
			Supplier<RestClient.Builder> builders) {
		String url = "http://localhost:" + path.port();
		return Stream.generate(() -> builders.get().baseUrl(url).build()).limit(properties.users()).toList();
	}

}
