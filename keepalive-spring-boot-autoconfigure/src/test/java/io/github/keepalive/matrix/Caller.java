package io.github.keepalive.matrix;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

import io.github.keepalive.retry.RepeatDetails;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Sends requests as an application does, with a client that it got from Spring Boot.
 */
@FunctionalInterface
interface Caller {

	/** Header that tells the requests apart. */
	String REQUEST_ID = "X-Request-Id";

	/** Longest wait of a caller, far beyond any read timeout used here. */
	Duration PATIENCE = Duration.ofSeconds(40);

	Answer exchange(Sent sent, URI uri, Consumer<HttpHeaders> headers);

	/**
	 * Sends a request.
	 * @param sent the request
	 * @param url where to
	 * @param id its id
	 * @return what the caller sees
	 */
	default Seen send(Sent sent, String url, String id) {
		try {
			return Seen.of(exchange(sent, URI.create(url), (headers) -> {
				headers.set(REQUEST_ID, id);
				if (sent.keyed()) {
					headers.set("Idempotency-Key", id);
				}
				if (sent.body()) {
					headers.setContentType(MediaType.TEXT_PLAIN);
				}
			}));
		}
		catch (RuntimeException ex) {
			RepeatDetails details = RepeatDetails.find(ex);
			return new Seen(Outcome.FAILS, (details != null) ? details.decision().reason().name() : "", ex);
		}
	}

	/**
	 * Makes a client of its own, as those for HTTP service groups and SSL bundles are.
	 * @param transport what it uses
	 * @param context the application
	 * @param settings its settings
	 * @return the client
	 */
	static Caller of(Transport transport, ApplicationContext context, HttpClientSettings settings) {
		return transport.reactive()
				? of(context.getBean(WebClient.Builder.class)
					.clientConnector(context.getBean(ClientHttpConnectorBuilder.class).build(settings))
					.build())
				: of(context.getBean(RestClient.Builder.class)
					.requestFactory(context.getBean(ClientHttpRequestFactoryBuilder.class).build(settings))
					.build());
	}

	private static Caller of(RestClient client) {
		return (sent, uri, headers) -> {
			RestClient.RequestBodySpec request = client.method(HttpMethod.valueOf(sent.method()))
				.uri(uri)
				.headers(headers);
			RestClient.RequestHeadersSpec<?> complete = sent.body() ? request.body("amount=1") : request;
			return Objects.requireNonNull(complete.exchange((sending, response) -> {
				String body = new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8);
				return new Answer(response.getStatusCode().value(), body);
			}));
		};
	}

	private static Caller of(WebClient client) {
		return (sent, uri, headers) -> {
			WebClient.RequestBodySpec request = client.method(HttpMethod.valueOf(sent.method()))
				.uri(uri)
				.headers(headers);
			WebClient.RequestHeadersSpec<?> complete = sent.body() ? request.bodyValue("amount=1") : request;
			return Objects.requireNonNull(
					complete
						.exchangeToMono((response) -> response.bodyToMono(String.class)
							.defaultIfEmpty("")
							.map((body) -> new Answer(response.statusCode().value(), body)))
						.block(PATIENCE));
		};
	}

	/**
	 * A response.
	 *
	 * @param status its status
	 * @param body its body
	 */
	record Answer(int status, String body) {

	}

	/**
	 * What a caller sees.
	 *
	 * @param result as in {@link Outcome}
	 * @param reason why a failure was not repeated, empty if nothing was said
	 * @param failure the failure
	 */
	record Seen(String result, String reason, @Nullable RuntimeException failure) {

		static Seen of(Answer answer) {
			if (answer.status() != 200) {
				return new Seen(String.valueOf(answer.status()), "", null);
			}
			if (answer.body().startsWith("poison")) {
				return new Seen(Outcome.FOREIGN, "", null);
			}
			return new Seen(answer.body().equals("kk") ? Outcome.OK : Outcome.CUT, "", null);
		}

	}

}
