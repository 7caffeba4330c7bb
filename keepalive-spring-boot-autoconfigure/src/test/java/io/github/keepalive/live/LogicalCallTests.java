package io.github.keepalive.live;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.connection.RouteCounters;
import io.github.keepalive.fault.RepeatReason;
import io.github.keepalive.live.LiveClient.Outcome;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.Exchange;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.ManualClock;
import io.github.keepalive.testsupport.RestartGate;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.eclipse.jetty.client.Authentication;
import org.eclipse.jetty.client.BasicAuthentication;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;

import org.springframework.boot.http.client.HttpComponentsClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.JettyClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that what the caller sees as one call is repeated once at most, and not at all
 * when nobody waits for it any more.
 */
@Timeout(60)
class LogicalCallTests {

	private final FaultServer server = FaultServer.start();

	private final RestartGate gate = new RestartGate(this.server.port());

	private final ManualClock clock = new ManualClock();

	@AfterEach
	void stop() {
		this.gate.close();
		this.server.close();
	}

	static Stream<Arguments> redirects() {
		return Stream.of(Stack.values())
			.flatMap((stack) -> Stream.of(Arguments.of(stack, 307, HttpMethod.POST),
					Arguments.of(stack, 302, HttpMethod.GET)));
	}

	@ParameterizedTest
	@MethodSource("redirects")
	void redirectAfterARepeatIsNotRepeated(Stack stack, int status, HttpMethod method) {
		run(stack, (client) -> {
			this.server.enqueue(Behaviour.resetUnread(), Behaviour.status(status, "Location: /b"),
					Behaviour.finAfterRequest());
			Outcome outcome = keyed(client, method, this.server.url("/a"));
			assertThat(outcome.failure()).isNotNull();
			assertThat(arrivals("/a")).isEqualTo(2);
			assertThat(arrivals("/b")).isOne();
			assertThat(client.count(RouteCounters::getRepeated)).isOne();
			assertThat(outcome.details().usedUp()).isTrue();
		});
	}

	@ParameterizedTest
	@MethodSource("redirects")
	void redirectedLegThatDiesIsRepeatedOnceAtMost(Stack stack, int status, HttpMethod method) {
		run(stack, (client) -> {
			this.server.enqueue(Behaviour.status(status, "Location: /b"), Behaviour.finAfterRequest(),
					Behaviour.status(status, "Location: /b"), Behaviour.finAfterRequest());
			keyed(client, method, this.server.url("/a"));
			assertThat(arrivals("/a")).isBetween(1, 2);
			assertThat(arrivals("/b")).isBetween(1, 2);
			assertThat(client.count(RouteCounters::getRepeated)).isLessThanOrEqualTo(1);
		});
	}

	@ParameterizedTest
	@EnumSource
	void redirectedPostWithoutKeyIsNeverRepeated(Stack stack) {
		run(stack, (client) -> {
			this.server.enqueue(Behaviour.status(307, "Location: /b"), Behaviour.resetUnread());
			assertThat(client.send(HttpMethod.POST, this.server.url("/a"), Map.of(), null).failure()).isNotNull();
			assertThat(arrivals("/a")).isOne();
			assertThat(arrivals("/b")).isOne();
		});
	}

	@ParameterizedTest
	@EnumSource(names = { "HTTP_COMPONENTS_REST", "JETTY_REST" })
	void challengeAfterARepeatIsNotRepeated(Stack stack) {
		stack.runner()
			.withBean(FaultServer.class, () -> this.server)
			.withUserConfiguration(Credentials.class)
			.run((context) -> {
				LiveClient client = warm(stack.client(context.getSourceApplicationContext()));
				this.server.enqueue(Behaviour.resetUnread(),
						Behaviour.status(401, "WWW-Authenticate: Basic realm=\"r\""), Behaviour.finAfterRequest());
				Outcome outcome = client.get(this.server.url("/a"));
				assertThat(outcome.failure()).isNotNull();
				assertThat(arrivals("/a")).isEqualTo(3);
				assertThat(client.count(RouteCounters::getRepeated)).isOne();
			});
	}

	@ParameterizedTest
	@EnumSource(names = { "HTTP_COMPONENTS_WEB", "REACTOR_WEB", "JETTY_WEB" })
	void cancelledCallIsNotRepeated(Stack stack) {
		run(stack, (client) -> {
			WebClient web = client.context().getBean(WebClient.Builder.class).build();
			dieUnder(client);
			Disposable call = web.get().uri(this.gate.url("/dead")).retrieve().toBodilessEntity().subscribe();
			this.gate.awaitArrival();
			call.dispose();
			this.gate.letGo();
			assertNotRepeated(client);
		});
	}

	@ParameterizedTest
	@EnumSource(names = { "HTTP_COMPONENTS_REST", "REACTOR_REST", "JETTY_REST" })
	void interruptedCallIsNotRepeated(Stack stack) {
		run(stack, (client) -> {
			dieUnder(client);
			CompletableFuture<Outcome> outcome = new CompletableFuture<>();
			Thread caller = new Thread(() -> outcome.complete(client.get(this.gate.url("/dead"))));
			caller.start();
			this.gate.awaitArrival();
			caller.interrupt();
			this.gate.letGo();
			assertThat(outcome.join().failure()).isNotNull();
			assertNotRepeated(client);
		});
	}

	@ParameterizedTest
	@EnumSource
	void nothingIsRepeatedOnceTheContextCloses(Stack stack) {
		run(stack, (client) -> {
			dieUnder(client);
			CompletableFuture<Outcome> outcome = CompletableFuture
				.supplyAsync(() -> client.get(this.gate.url("/dead")));
			this.gate.awaitArrival();
			client.context().publishEvent(new ContextClosedEvent(client.context()));
			this.gate.letGo();
			assertThat(outcome.join().details().decision().reason()).isEqualTo(RepeatReason.CLOSING);
			assertThat(this.gate.killed()).hasSize(1);
		});
	}

	@ParameterizedTest
	@EnumSource
	void nothingIsRepeatedInTheSecondHalfOfTheReadTimeout(Stack stack) {
		run(stack, (client) -> {
			dieUnder(client);
			CompletableFuture<Outcome> outcome = CompletableFuture
				.supplyAsync(() -> client.get(this.gate.url("/dead")));
			this.gate.awaitArrival();
			this.clock.advance(Duration.ofSeconds(10));
			this.gate.letGo();
			assertThat(outcome.join().details().decision().reason()).isEqualTo(RepeatReason.DEADLINE_NEAR);
			assertThat(this.gate.killed()).hasSize(1);
		}, "spring.http.clients.read-timeout=20s");
	}

	private void run(Stack stack, Consumer<LiveClient> test, String... properties) {
		stack.runner(properties)
			.withBean(IdleClock.class, () -> this.clock)
			.run((context) -> test.accept(warm(stack.client(context.getSourceApplicationContext()))));
	}

	private LiveClient warm(LiveClient client) {
		assertThat(client.get(this.server.url("/warm")).ok()).isTrue();
		client.awaitIdle(1);
		return client;
	}

	private void dieUnder(LiveClient client) {
		assertThat(client.get(this.gate.url("/warm")).ok()).isTrue();
		client.awaitIdle(2);
		this.gate.hold();
		this.gate.restart();
	}

	private void assertNotRepeated(LiveClient client) {
		assertThat(client.get(this.gate.url("/after")).ok()).isTrue();
		assertThat(this.gate.killed()).hasSize(1);
		assertThat(arrivals("/dead")).isZero();
		assertThat(client.count(RouteCounters::getRepeated)).isZero();
	}

	private static Outcome keyed(LiveClient client, HttpMethod method, String url) {
		// Without a body, which not every library would send to the next location.
		return client.send(method, url, Map.of("Idempotency-Key", "k-1"), null);
	}

	private int arrivals(String path) {
		List<Exchange> to = this.server.exchanges()
			.stream()
			.filter((exchange) -> exchange.path().equals(path))
			.toList();
		return to.size();
	}

	@Configuration(proxyBeanMethods = false)
	static class Credentials {

		@Bean
		@Order(10)
		ClientHttpRequestFactoryBuilderCustomizer<HttpComponentsClientHttpRequestFactoryBuilder> apache() {
			BasicCredentialsProvider credentials = new BasicCredentialsProvider();
			credentials.setCredentials(new AuthScope(null, -1),
					new UsernamePasswordCredentials("user", "secret".toCharArray()));
			return (builder) -> builder
				.withHttpClientCustomizer((client) -> client.setDefaultCredentialsProvider(credentials));
		}

		@Bean
		@Order(10)
		ClientHttpRequestFactoryBuilderCustomizer<JettyClientHttpRequestFactoryBuilder> jetty(FaultServer server) {
			return (builder) -> builder.withHttpClientCustomizer((client) -> client.getAuthenticationStore()
				.addAuthentication(new BasicAuthentication(URI.create(server.url("/")), Authentication.ANY_REALM,
						"user", "secret")));
		}

	}

}
