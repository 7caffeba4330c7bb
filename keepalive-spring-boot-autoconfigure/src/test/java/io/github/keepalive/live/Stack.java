package io.github.keepalive.live;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

import io.github.keepalive.testsupport.HttpClients;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * The clients whose connections can be told apart, each as Spring Boot makes it.
 */
enum Stack {

	HTTP_COMPONENTS_REST("http-components", false), HTTP_COMPONENTS_WEB("http-components", true),

	REACTOR_REST("reactor", false), REACTOR_WEB("reactor", true),

	JETTY_REST("jetty", false), JETTY_WEB("jetty", true);

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private final String transport;

	private final boolean web;

	Stack(String transport, boolean web) {
		this.transport = transport;
		this.web = web;
	}

	boolean web() {
		return this.web;
	}

	ApplicationContextRunner runner(String... properties) {
		return runnerOn(this.transport).withPropertyValues("spring.http.clients.reactive.connector=" + this.transport)
			.withPropertyValues(properties);
	}

	static ApplicationContextRunner runnerOn(String transport) {
		return new ApplicationContextRunner().withConfiguration(HttpClients.AUTO_CONFIGURATIONS)
			.withPropertyValues("keepalive.proxy.idle=60s", "spring.reactor.netty.shutdown-quiet-period=0s",
					"spring.http.clients.imperative.factory=" + transport);
	}

	void run(Consumer<LiveClient> test, String... properties) {
		runner(properties).run((context) -> test.accept(client(context.getSourceApplicationContext())));
	}

	LiveClient client(ConfigurableApplicationContext context) {
		return new LiveClient(context, this.web ? web(context) : rest(context));
	}

	private static LiveClient.Sender rest(ConfigurableApplicationContext context) {
		RestClient client = context.getBean(RestClient.Builder.class).build();
		return (method, url, headers, body) -> {
			RestClient.RequestBodySpec request = client.method(method)
				.uri(url)
				.headers((all) -> headers.forEach(all::add));
			return ((body != null) ? request.body(body) : request).retrieve().toEntity(String.class);
		};
	}

	private static LiveClient.Sender web(ConfigurableApplicationContext context) {
		WebClient client = context.getBean(WebClient.Builder.class).build();
		return (method, url, headers, body) -> {
			WebClient.RequestBodySpec request = client.method(method)
				.uri(url)
				.headers((all) -> headers.forEach(all::add));
			return ((body != null) ? request.bodyValue(body) : request).retrieve().toEntity(String.class).block(LIMIT);
		};
	}

	static Map<String, String> key(String key) {
		return Map.of("Idempotency-Key", key);
	}

}
