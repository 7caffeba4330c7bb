package io.github.keepalive.client.jetty;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;

import io.github.keepalive.connection.Attempt;
import io.github.keepalive.test.FaultServer;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.JettyClientHttpRequestFactoryBuilder;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.web.client.RestClient;

/**
 * Tests for Jetty's client below {@link RestClient}.
 */
class JettyRestClientTests extends JettyKeepAliveContract {

	@Override
	TestClient client(JettyKeepAliveCustomizer customizer, AtomicReference<@Nullable HttpClient> httpClient,
			boolean tls) {
		JettyClientHttpRequestFactoryBuilder builder = customizer.customize(ClientHttpRequestFactoryBuilder.jetty())
			.withHttpClientCustomizer(httpClient::set);
		if (tls) {
			SslContextFactory.Client ssl = new SslContextFactory.Client();
			ssl.setSslContext(FaultServer.clientSslContext());
			builder = builder
				.withClientConnectorCustomizerCustomizer((connector) -> connector.setSslContextFactory(ssl));
		}
		return new Blocking(RestClient.builder().requestFactory(builder.build(HttpClientSettings.defaults())).build());
	}

	private record Blocking(RestClient client) implements TestClient {

		@Override
		public String get(String url, Attempt attempt) {
			try (Attempt.Scope scope = attempt.open()) {
				String body = this.client.get().uri(url).retrieve().body(String.class);
				return (body != null) ? body : "";
			}
		}

		@Override
		public void getReadingSlowly(String url, Runnable pause) {
			this.client.get().uri(url).exchange((request, response) -> {
				InputStream body = response.getBody();
				body.read();
				pause.run();
				return body.readAllBytes().length;
			});
		}

		@Override
		public void upload(String url, Runnable pause) {
			StreamingHttpOutputMessage.Body body = (out) -> {
				pause.run();
				out.write("12345678".getBytes(StandardCharsets.US_ASCII));
			};
			this.client.post().uri(url).body(body).retrieve().toBodilessEntity();
		}

	}

}
