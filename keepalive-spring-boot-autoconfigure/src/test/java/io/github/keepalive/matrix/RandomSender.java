package io.github.keepalive.matrix;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

import io.github.keepalive.matrix.RandomCase.Body;
import io.github.keepalive.retry.KeepAliveAttributes;
import reactor.core.publisher.Flux;

import org.springframework.context.ApplicationContext;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Sends the requests of the random run. Thread-safe.
 */
@FunctionalInterface
interface RandomSender {

	/** Size of a large body, more than the socket buffers of a busy connection take. */
	int LARGE = 100_000;

	/** Longest wait of a caller; nothing here takes long. */
	Duration PATIENCE = Duration.ofSeconds(10);

	/**
	 * Sends a request.
	 * @param random the request
	 * @param uri where to
	 * @param id its id
	 * @return the status of the response, its body read
	 */
	int send(RandomCase random, URI uri, String id);

	static RandomSender of(Transport transport, ApplicationContext context) {
		return transport.reactive() ? of(context.getBean(WebClient.Builder.class).build())
				: of(context.getBean(RestClient.Builder.class).build());
	}

	private static RandomSender of(RestClient client) {
		return (random, uri, id) -> {
			RestClient.RequestBodySpec request = client.method(HttpMethod.valueOf(random.method()))
				.uri(uri)
				.headers(headers(random, id));
			if (random.mark() != null) {
				request = request.attribute(KeepAliveAttributes.IDEMPOTENT, random.mark());
			}
			RestClient.RequestHeadersSpec<?> complete = (random.body() == Body.NONE) ? request
					: request.body(blockingBody(random.body()));
			return Objects.requireNonNull(complete.exchange((sending, response) -> {
				response.getBody().readAllBytes();
				return response.getStatusCode().value();
			}));
		};
	}

	private static RandomSender of(WebClient client) {
		return (random, uri, id) -> {
			WebClient.RequestBodySpec request = client.method(HttpMethod.valueOf(random.method()))
				.uri(uri)
				.headers(headers(random, id));
			if (random.mark() != null) {
				request = request.attribute(KeepAliveAttributes.IDEMPOTENT, random.mark());
			}
			WebClient.RequestHeadersSpec<?> complete = switch (random.body()) {
				case NONE -> request;
				case STREAM -> request.body(stream(), DataBuffer.class);
				default -> request.bodyValue(blockingBody(random.body()));
			};
			return Objects.requireNonNull(complete
				.exchangeToMono((response) -> response.releaseBody().thenReturn(response.statusCode().value()))
				.block(PATIENCE));
		};
	}

	private static Consumer<HttpHeaders> headers(RandomCase random, String id) {
		return (headers) -> {
			headers.set(Caller.REQUEST_ID, id);
			if (random.key() != null) {
				headers.set("Idempotency-Key", random.key());
			}
			if (random.conditional()) {
				headers.set(HttpHeaders.IF_MATCH, "\"1\"");
			}
			if (random.override() != null) {
				headers.set("X-HTTP-Method-Override", random.override());
			}
			if (random.body() != Body.NONE) {
				headers.setContentType(
						(random.body() == Body.TEXT) ? MediaType.TEXT_PLAIN : MediaType.APPLICATION_OCTET_STREAM);
			}
		};
	}

	private static Object blockingBody(Body body) {
		return switch (body) {
			case TEXT -> "amount=1";
			case LARGE -> new byte[LARGE];
			case RESOURCE -> new ByteArrayResource(new byte[100]);
			case STREAM -> new InputStreamResource(new ByteArrayInputStream(new byte[100]));
			default -> new byte[100];
		};
	}

	private static Flux<DataBuffer> stream() {
		return Flux.range(0, 3).map((index) -> DefaultDataBufferFactory.sharedInstance.wrap(new byte[10]));
	}

}
