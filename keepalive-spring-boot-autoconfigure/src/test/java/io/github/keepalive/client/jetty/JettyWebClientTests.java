package io.github.keepalive.client.jetty;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import io.github.keepalive.connection.Attempt;
import io.github.keepalive.test.FaultServer;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.JettyClientHttpConnectorBuilder;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Tests for Jetty's client below {@link WebClient}.
 */
class JettyWebClientTests extends JettyKeepAliveContract {

	@Override
	TestClient client(JettyKeepAliveCustomizer customizer, AtomicReference<@Nullable HttpClient> httpClient,
			boolean tls) {
		JettyClientHttpConnectorBuilder builder = customizer.customize(ClientHttpConnectorBuilder.jetty())
			.withHttpClientCustomizer(httpClient::set);
		if (tls) {
			SslContextFactory.Client ssl = new SslContextFactory.Client();
			ssl.setSslContext(FaultServer.clientSslContext());
			builder = builder
				.withClientConnectorCustomizerCustomizer((connector) -> connector.setSslContextFactory(ssl));
		}
		return new Reactive(WebClient.builder()
			.codecs((codecs) -> codecs.defaultCodecs().maxInMemorySize(-1))
			.clientConnector(builder.build(HttpClientSettings.defaults()))
			.build());
	}

	private record Reactive(WebClient client) implements TestClient {

		@Override
		public String get(String url, Attempt attempt) {
			String body = this.client.get()
				.uri(url)
				.httpRequest((request) -> request.getAttributes().put(Attempt.ATTRIBUTE, attempt))
				.retrieve()
				.bodyToMono(String.class)
				.block();
			return (body != null) ? body : "";
		}

		@Override
		public void getReadingSlowly(String url, Runnable pause) {
			AtomicBoolean paused = new AtomicBoolean();
			this.client.get().uri(url).retrieve().bodyToFlux(DataBuffer.class).doOnNext((buffer) -> {
				DataBufferUtils.release(buffer);
				if (paused.compareAndSet(false, true)) {
					pause.run();
				}
			}).blockLast();
		}

		@Override
		public void upload(String url, Runnable pause) {
			Flux<DataBuffer> body = Mono.fromCallable(() -> {
				pause.run();
				DataBuffer buffer = DefaultDataBufferFactory.sharedInstance
					.wrap("12345678".getBytes(StandardCharsets.US_ASCII));
				return buffer;
			}).subscribeOn(Schedulers.boundedElastic()).flux();
			this.client.post().uri(url).body(body, DataBuffer.class).retrieve().toBodilessEntity().block();
		}

	}

}
