package io.github.keepalive.autoconfigure;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.github.keepalive.fault.RepeatReason;
import io.github.keepalive.retry.RepeatDetails;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.Exchange;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.HttpClients;
import io.github.keepalive.testsupport.Pools;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpEntity;
import org.springframework.http.MediaType;
import org.springframework.http.client.MultipartBodyBuilder;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests which bodies go out a second time when the first met a dead connection: those
 * that can be written again without anybody keeping a copy.
 */
@Timeout(60)
class RepeatableBodiesTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final byte[] CONTENT = "0123456789".repeat(5_000).getBytes(StandardCharsets.US_ASCII);

	private static FaultServer server;

	@TempDir
	private static Path directory;

	private static Path file;

	@BeforeAll
	static void start() throws IOException {
		server = FaultServer.start();
		file = Files.write(directory.resolve("content.bin"), CONTENT);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http-components", "reactor", "jetty" })
	void blocking(String transport) {
		Map<String, Function<RestClient.RequestBodySpec, RestClient.RequestBodySpec>> repeated = new LinkedHashMap<>();
		repeated.put("none", (request) -> request);
		repeated.put("json", (request) -> request.contentType(MediaType.APPLICATION_JSON).body(Map.of("a", 1)));
		repeated.put("text", (request) -> request.body("text"));
		repeated.put("bytes", (request) -> request.body(CONTENT));
		repeated.put("file", (request) -> request.body(new FileSystemResource(file)));
		repeated.put("form", (request) -> request.body(form()));
		repeated.put("multipart", (request) -> request.body(parts(new FileSystemResource(file))));
		Map<String, Function<RestClient.RequestBodySpec, RestClient.RequestBodySpec>> once = new LinkedHashMap<>();
		once.put("stream", (request) -> request.body(stream()));
		once.put("multipart-with-stream", (request) -> request.body(parts(stream())));
		once.put("writer", (request) -> request.body((out) -> out.write(CONTENT)));
		runner(transport).run((context) -> {
			RestClient client = context.getBean(RestClient.Builder.class).build();
			Runnable warm = () -> client.get().uri(server.url("/warm")).retrieve().body(String.class);
			Function<Function<RestClient.RequestBodySpec, RestClient.RequestBodySpec>, Call> call = (
					body) -> (url) -> body.apply(client.put().uri(url)).retrieve().body(String.class);
			repeated.forEach((name, body) -> assertRepeated(context, warm, call.apply(body), transport, name));
			once.forEach((name, body) -> assertOnce(context, warm, call.apply(body), transport, name));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "http-components", "reactor", "jetty" })
	void reactive(String transport) {
		Map<String, Function<WebClient.RequestBodySpec, WebClient.RequestHeadersSpec<?>>> repeated = new LinkedHashMap<>();
		repeated.put("none", (request) -> request);
		repeated.put("json", (request) -> request.contentType(MediaType.APPLICATION_JSON).bodyValue(Map.of("a", 1)));
		repeated.put("text", (request) -> request.bodyValue("text"));
		repeated.put("bytes", (request) -> request.bodyValue(CONTENT));
		repeated.put("mono", (request) -> request.body(Mono.fromSupplier(() -> "late"), String.class));
		repeated.put("form", (request) -> request.body(BodyInserters.fromFormData(form())));
		Map<String, Function<WebClient.RequestBodySpec, WebClient.RequestHeadersSpec<?>>> once = new LinkedHashMap<>();
		once.put("buffers", (request) -> request.body(buffers(), DataBuffer.class));
		once.put("texts", (request) -> request.body(Flux.just("a", "b"), String.class));
		once.put("stream", (request) -> request.bodyValue(stream()));
		once.put("multipart", (request) -> request.bodyValue(parts(new FileSystemResource(file))));
		// Only Reactor Netty is given the file itself; others get a stream of its
		// buffers,
		// which looks like any other.
		(transport.equals("reactor") ? repeated : once).put("file",
				(request) -> request.bodyValue(new FileSystemResource(file)));
		runner(transport).run((context) -> {
			WebClient client = context.getBean(WebClient.Builder.class).build();
			Runnable warm = () -> client.get()
				.uri(server.url("/warm"))
				.retrieve()
				.bodyToMono(String.class)
				.block(LIMIT);
			Function<Function<WebClient.RequestBodySpec, WebClient.RequestHeadersSpec<?>>, Call> call = (body) -> (
					url) -> body.apply(client.put().uri(url)).retrieve().bodyToMono(String.class).block(LIMIT);
			repeated.forEach((name, body) -> assertRepeated(context, warm, call.apply(body), transport, name));
			once.forEach((name, body) -> assertOnce(context, warm, call.apply(body), transport, name));
		});
	}

	private static void assertRepeated(ApplicationContext context, Runnable warm, Call call, String transport,
			String name) {
		String path = path(call, transport, name);
		assertThat(stale(context, warm, call, path)).as(path).isNull();
		List<Exchange> sent = sent(path);
		assertThat(sent).as(path).hasSize(2);
		assertThat(sent.get(1).bodyBytes()).as(path).isEqualTo(sent.get(0).bodyBytes());
		assertThat(sent.get(0).bodyBytes() > 0).as(path).isEqualTo(!name.equals("none"));
	}

	private static void assertOnce(ApplicationContext context, Runnable warm, Call call, String transport,
			String name) {
		String path = path(call, transport, name);
		Throwable failure = stale(context, warm, call, path);
		assertThat(sent(path)).as(path).hasSize(1);
		RepeatDetails details = RepeatDetails.find(failure);
		assertThat(details).as(path).isNotNull();
		assertThat(details.decision().reason()).as(path).isEqualTo(RepeatReason.BODY_NOT_REPEATABLE);
	}

	private static @Nullable Throwable stale(ApplicationContext context, Runnable warm, Call call, String path) {
		server.onReused(Behaviour.ok());
		// Or Jetty opens another one, and has it in reserve.
		Pools.awaitUnused(context);
		warm.run();
		Pools.awaitRelease(context);
		server.onReused(Behaviour.resetAfterRequest());
		return catchThrowable(() -> call.put(server.url(path)));
	}

	private static String path(Call call, String transport, String name) {
		return "/" + transport + "/" + name + "/" + System.identityHashCode(call);
	}

	private static List<Exchange> sent(String path) {
		return server.exchanges().stream().filter((exchange) -> exchange.path().equals(path)).toList();
	}

	private static InputStreamResource stream() {
		return new InputStreamResource(new ByteArrayInputStream(CONTENT));
	}

	private static Flux<DataBuffer> buffers() {
		return Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(CONTENT),
				DefaultDataBufferFactory.sharedInstance.wrap(CONTENT));
	}

	private static MultiValueMap<String, String> form() {
		MultiValueMap<String, String> form = new LinkedMultiValueMap<>();
		form.add("amount", "1");
		return form;
	}

	private static MultiValueMap<String, HttpEntity<?>> parts(Object part) {
		MultipartBodyBuilder builder = new MultipartBodyBuilder();
		builder.part("amount", "1");
		builder.part("file", part);
		return builder.build();
	}

	private static ApplicationContextRunner runner(String transport) {
		return new ApplicationContextRunner().withConfiguration(HttpClients.AUTO_CONFIGURATIONS)
			.withPropertyValues("keepalive.proxy.idle=60s", "spring.reactor.netty.shutdown-quiet-period=0s",
					"spring.http.clients.imperative.factory=" + transport,
					"spring.http.clients.reactive.connector=" + transport);
	}

	@FunctionalInterface
	private interface Call {

		void put(String url);

	}

}
