package io.github.keepalive.edge;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;

import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.fault.RepeatReason;
import io.github.keepalive.retry.RepeatDetails;
import io.github.keepalive.testsupport.Pools;
import org.reactivestreams.Publisher;

import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.BodyInserter;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * One client of an application, blocking or not, used in the same way.
 */
final class EdgeClient {

	static final Duration PATIENCE = Duration.ofSeconds(20);

	private final PoolRegistry pools;

	private final RestClient blocking;

	private final WebClient reactive;

	private EdgeClient(PoolRegistry pools, RestClient blocking, WebClient reactive) {
		this.pools = pools;
		this.blocking = blocking;
		this.reactive = reactive;
	}

	static EdgeClient of(ApplicationContext context, boolean reactive) {
		return of(context, reactive ? null : context.getBean(RestClient.Builder.class),
				reactive ? context.getBean(WebClient.Builder.class) : null);
	}

	static EdgeClient of(ApplicationContext context, RestClient.Builder blocking, WebClient.Builder reactive) {
		// What a server answered is looked at, whatever it is.
		return new EdgeClient(context.getBean(PoolRegistry.class),
				(blocking != null) ? blocking.defaultStatusHandler((status) -> true, (request, response) -> {
				}).build() : null, (reactive != null) ? reactive.build() : null);
	}

	RestClient blocking() {
		return Objects.requireNonNull(this.blocking);
	}

	WebClient reactive() {
		return Objects.requireNonNull(this.reactive);
	}

	/**
	 * Sends a GET and waits until its connection is back in the pool.
	 * @param url where to
	 */
	void warmUp(String url) {
		// What was sent before may still have its connection, and Jetty opens another.
		awaitRelease();
		send(url, Send.get());
		awaitRelease();
	}

	ResponseEntity<String> send(String url, Send send) {
		return (this.blocking != null) ? sendBlocking(url, send) : sendReactive(url, send);
	}

	/**
	 * Sends what is bound to fail.
	 * @param url where to
	 * @param send what
	 * @return why it was not repeated, as the caller is told
	 */
	RepeatReason refusal(String url, Send send) {
		return refusal(catchThrowable(() -> send(url, send)));
	}

	static RepeatReason refusal(Throwable failure) {
		assertThat(failure).as("failure").isNotNull();
		RepeatDetails details = RepeatDetails.find(failure);
		assertThat(details).as("details of " + failure).isNotNull();
		return details.decision().reason();
	}

	/**
	 * Libraries hand over the end of a body before they give the connection back.
	 */
	void awaitRelease() {
		Pools.awaitUnused(this.pools);
	}

	private ResponseEntity<String> sendBlocking(String url, Send send) {
		RestClient.RequestBodySpec request = this.blocking.method(HttpMethod.valueOf(send.method()))
			.uri(URI.create(url))
			.attributes((attributes) -> attributes.putAll(send.attributes()));
		send.headers().forEach(request::header);
		return ((send.body() != null) ? request.body(send.body()) : request).retrieve().toEntity(String.class);
	}

	private ResponseEntity<String> sendReactive(String url, Send send) {
		WebClient.RequestBodySpec request = this.reactive.method(HttpMethod.valueOf(send.method()))
			.uri(URI.create(url))
			.attributes((attributes) -> attributes.putAll(send.attributes()));
		send.headers().forEach(request::header);
		return ((send.body() != null) ? request.body(inserter(send.body())) : request)
			.exchangeToMono((response) -> response.toEntity(String.class))
			.block(PATIENCE);
	}

	@SuppressWarnings("unchecked")
	private static BodyInserter<?, ? super ClientHttpRequest> inserter(Object body) {
		return (body instanceof Publisher<?> publisher)
				? BodyInserters.fromPublisher((Publisher<String>) publisher, String.class)
				: BodyInserters.fromValue(body);
	}

}
