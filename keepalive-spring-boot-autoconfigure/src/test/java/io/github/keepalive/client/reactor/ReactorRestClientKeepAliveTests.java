package io.github.keepalive.client.reactor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

import io.github.keepalive.connection.Attempt;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.web.client.RestClient;

/**
 * Tests for {@link ReactorKeepAliveCustomizer} with RestClient.
 */
class ReactorRestClientKeepAliveTests extends AbstractReactorKeepAliveTests {

	private final RestClient client = client(this.customizer);

	static RestClient client(ReactorKeepAliveCustomizer customizer) {
		return RestClient.builder()
			.requestFactory(customizer.customize(ClientHttpRequestFactoryBuilder.reactor())
				.withHttpClientCustomizer(TestTls::trust)
				.build())
			.build();
	}

	@Override
	String send(String method, String url, @Nullable Attempt attempt) {
		RestClient.RequestBodySpec request = this.client.method(HttpMethod.valueOf(method)).uri(url);
		if (method.equals("POST")) {
			request.body("body");
		}
		return within(attempt, request);
	}

	@Override
	void readSlowly(String url, Runnable midway) {
		this.client.get().uri(url).exchange((request, response) -> {
			InputStream body = response.getBody();
			body.read();
			midway.run();
			return body.readAllBytes().length;
		});
	}

	@Override
	String upload(String url, Runnable midway, Attempt attempt) {
		StreamingHttpOutputMessage.Body body = (output) -> {
			midway.run();
			output.write(new byte[1000]);
			output.flush();
			output.write(new byte[1000]);
		};
		return within(attempt, this.client.post().uri(url).body(body));
	}

	private static String within(@Nullable Attempt attempt, RestClient.RequestBodySpec request) {
		if (attempt == null) {
			return text(request);
		}
		try (Attempt.Scope scope = attempt.open()) {
			return text(request);
		}
	}

	private static String text(RestClient.RequestBodySpec request) {
		return request.exchange((sent, response) -> {
			try {
				return new String(response.getBody().readAllBytes());
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
	}

}
