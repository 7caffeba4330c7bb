package io.github.keepalive.boundary;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;

import io.github.keepalive.boundary.Call.Reply;

import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * The clients of Boot, each selected and obtained as an application would.
 */
enum Transport {

	/** RestClient on HttpClient 5. */
	HTTP_COMPONENTS("spring.http.clients.imperative.factory=http-components"),

	/** WebClient on HttpClient 5. */
	HTTP_COMPONENTS_WEB("spring.http.clients.reactive.connector=http-components"),

	/** RestClient on Reactor Netty. */
	REACTOR("spring.http.clients.imperative.factory=reactor"),

	/** WebClient on Reactor Netty. */
	REACTOR_WEB("spring.http.clients.reactive.connector=reactor"),

	/** RestClient on Jetty. */
	JETTY("spring.http.clients.imperative.factory=jetty"),

	/** RestClient on the JDK's client. */
	JDK("spring.http.clients.imperative.factory=jdk");

	private static final String BODY = "amount=1&currency=EUR";

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final String property;

	Transport(String property) {
		this.property = property;
	}

	String property() {
		return this.property;
	}

	Call call(ApplicationContext context) {
		return reactive() ? call(webClient(context)) : call(restClient(context));
	}

	/**
	 * A client of its own, as one that sends and as one that reads slowly.
	 * @param context the application
	 * @param use what to do with it
	 * @throws Exception what {@code use} throws
	 */
	void with(ApplicationContext context, Use use) throws Exception {
		if (!reactive()) {
			RestClient client = restClient(context);
			use.with(call(client), SlowReader.of(client));
		}
		else {
			WebClient client = webClient(context);
			use.with(call(client), SlowReader.of(client));
		}
	}

	private boolean reactive() {
		return this == REACTOR_WEB || this == HTTP_COMPONENTS_WEB;
	}

	private static RestClient restClient(ApplicationContext context) {
		return context.getBean(RestClient.Builder.class).build();
	}

	private static WebClient webClient(ApplicationContext context) {
		return context.getBean(WebClient.Builder.class).build();
	}

	private static Call call(RestClient client) {
		return (method, url) -> {
			RestClient.RequestBodySpec request = client.method(HttpMethod.valueOf(method)).uri(URI.create(url));
			if (method.equals("POST")) {
				request = request.contentType(MediaType.TEXT_PLAIN).body(BODY);
			}
			return Reply.of(request.retrieve().toEntity(String.class));
		};
	}

	private static Call call(WebClient client) {
		return (method, url) -> {
			WebClient.RequestBodySpec request = client.method(HttpMethod.valueOf(method)).uri(URI.create(url));
			WebClient.RequestHeadersSpec<?> complete = (!method.equals("POST")) ? request
					: request.contentType(MediaType.TEXT_PLAIN).bodyValue(BODY);
			return Reply.of(Objects.requireNonNull(complete.retrieve().toEntity(String.class).block(PATIENCE)));
		};
	}

	/**
	 * What to do with a client.
	 */
	@FunctionalInterface
	interface Use {

		void with(Call call, SlowReader reader) throws Exception;

	}

}
