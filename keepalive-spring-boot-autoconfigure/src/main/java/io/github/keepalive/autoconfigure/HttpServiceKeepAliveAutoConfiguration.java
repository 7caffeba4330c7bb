package io.github.keepalive.autoconfigure;

import io.github.keepalive.retry.IdempotentMarks;
import io.github.resilience4j.retry.Retry;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.support.RestClientHttpServiceGroupConfigurer;
import org.springframework.web.reactive.function.client.support.WebClientHttpServiceGroupConfigurer;
import org.springframework.web.service.registry.HttpServiceGroupConfigurer.ProxyFactoryCallback;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that makes the HTTP service groups
 * of the context follow {@link io.github.keepalive.retry.Idempotent @Idempotent}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = KeepAliveAutoConfiguration.class)
@ConditionalOnClass({ Retry.class, RestClientHttpServiceGroupConfigurer.class })
@ConditionalOnKeepAliveClient
public final class HttpServiceKeepAliveAutoConfiguration {

	private static final ProxyFactoryCallback MARKS = (group, builder) -> IdempotentMarks.register(builder);

	@Bean
	RestClientHttpServiceGroupConfigurer keepAliveRestClientMarks() {
		return (groups) -> groups.forEachProxyFactory(MARKS);
	}

	/**
	 * For groups on WebClient.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ WebClientHttpServiceGroupConfigurer.class, Mono.class })
	static class OnWebClient {

		@Bean
		WebClientHttpServiceGroupConfigurer keepAliveWebClientMarks() {
			return (groups) -> groups.forEachProxyFactory(MARKS);
		}

	}

}
