package io.github.keepalive.live;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.github.keepalive.connection.CloseReason;
import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.connection.RouteCounters;
import io.github.keepalive.fault.FaultKind;
import io.github.keepalive.live.LiveClient.Outcome;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.Exchange;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.ManualClock;
import io.github.keepalive.testsupport.RestartGate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;

import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests what follows when a reused connection stays silent until the read timeout.
 */
@Timeout(60)
class BlackHoleTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final int POOLED = 3;

	private final FaultServer server = FaultServer.start();

	private final RestartGate gate = new RestartGate(this.server.port());

	private final ManualClock clock = new ManualClock();

	@AfterEach
	void stop() {
		this.gate.close();
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource
	void silenceOnAReusedConnectionRetiresItsNeighbours(Stack stack) {
		run(stack, (client) -> {
			fill(client);
			this.clock.advance(Duration.ofSeconds(30));
			this.server.onReused(Behaviour.hang());
			Outcome silent = client.get(this.gate.url("/silent"));
			assertSuspected(silent);
			assertArrivedOnce("/silent");
			assertThat(client.count(RouteCounters::getBlackHoles)).isOne();
			assertThat(client.count(RouteCounters::getStale)).isZero();
			assertThat(client.get(this.gate.url("/next"))).matches(Outcome::ok);
			// Jetty may open one more than it needs.
			assertThat(connection("/next")).as("connection of the next request").isGreaterThanOrEqualTo(POOLED);
			assertThat(client.count(RouteCounters::getRepeated)).isZero();
		}, "spring.http.clients.read-timeout=1s");
	}

	@ParameterizedTest
	@EnumSource
	void silentConnectionIsClosedAndNotStale(Stack stack) {
		run(stack, (client) -> {
			fill(client);
			this.clock.advance(Duration.ofSeconds(30));
			this.server.onReused(Behaviour.hang());
			assertSuspected(client.send(HttpMethod.PUT, this.gate.url("/silent"), Stack.key("k"), "body"));
			Awaitility.await()
				.atMost(LIMIT)
				.untilAsserted(() -> assertThat(this.server.connectionsOpen()).isEqualTo(POOLED - 1));
			client.awaitIdle(POOLED - 1);
			// The close is counted last.
			Awaitility.await()
				.atMost(LIMIT)
				.until(() -> client.count((counters) -> counters.getClosed(CloseReason.EXCHANGE)) == 1);
			assertThat(client.count((counters) -> counters.getClosed(CloseReason.STALE))).isZero();
		}, "spring.http.clients.read-timeout=1s");
	}

	@ParameterizedTest
	@EnumSource
	void silenceOnAFreshConnectionSaysNothing(Stack stack) {
		run(stack, (client) -> {
			this.server.behaviour(Behaviour.hang());
			Outcome silent = client.get(this.gate.url("/silent"));
			assertThat(silent.details().fault()).isEqualTo(FaultKind.TIMEOUT);
			assertThat(silent.details().suspectedBlackHole()).isFalse();
			assertThat(silent.details().getMessage()).doesNotContain("keepalive.proxy.also");
			assertThat(client.count(RouteCounters::getBlackHoles)).isZero();
		}, "spring.http.clients.read-timeout=1s");
	}

	@ParameterizedTest
	@EnumSource(names = { "HTTP_COMPONENTS_WEB", "REACTOR_WEB", "JETTY_WEB" })
	void timeoutOperatorOfTheCallerIsACancel(Stack stack) {
		run(stack, (client) -> {
			fill(client);
			this.server.onReused(Behaviour.hang());
			WebClient web = client.context().getBean(WebClient.Builder.class).build();
			assertThatExceptionOfType(RuntimeException.class)
				.isThrownBy(() -> web.get()
					.uri(this.gate.url("/cancelled"))
					.retrieve()
					.toBodilessEntity()
					.timeout(Flux.interval(Duration.ofMillis(20)).filter((tick) -> arrivals("/cancelled") > 0).next())
					.block(LIMIT))
				.withCauseInstanceOf(TimeoutException.class);
			// Spring's connector for HttpClient 5 cancels nothing: there the connection
			// stays
			// leased until the read timeout.
			client.awaitIdle(POOLED - 1);
			assertThat(client.count(RouteCounters::getBlackHoles)).isZero();
			assertArrivedOnce("/cancelled");
		});
	}

	private void run(Stack stack, Consumer<LiveClient> test, String... properties) {
		stack.runner(properties)
			.withPropertyValues("keepalive.client.max-connections-per-route=" + POOLED)
			.withBean(IdleClock.class, () -> this.clock)
			.run((context) -> test.accept(stack.client(context.getSourceApplicationContext())));
	}

	private void fill(LiveClient client) {
		// The short timeout may end these as well, on a busy machine.
		Awaitility.await().atMost(LIMIT).until(() -> {
			this.gate.gather(POOLED);
			return client.together(POOLED, HttpMethod.GET, this.gate.url("/fill-")).stream().allMatch(Outcome::ok);
		});
		client.awaitIdle(POOLED);
	}

	private static void assertSuspected(Outcome silent) {
		assertThat(silent.failure()).isNotNull();
		assertThat(silent.details().fault()).isEqualTo(FaultKind.TIMEOUT);
		assertThat(silent.details().suspectedBlackHole()).isTrue();
		assertThat(silent.details()).hasMessageContaining("keepalive.proxy.also")
			.hasMessageContaining("keepalive.client.idle");
		assertThat(silent.details().decision().repeat()).isFalse();
	}

	private void assertArrivedOnce(String path) {
		// Nobody has waited for it.
		Awaitility.await().atMost(LIMIT).until(() -> arrivals(path) > 0);
		assertThat(arrivals(path)).isOne();
	}

	private long arrivals(String path) {
		return to(path).size();
	}

	private int connection(String path) {
		return to(path).get(0).connection();
	}

	private List<Exchange> to(String path) {
		return this.server.exchanges().stream().filter((exchange) -> exchange.path().equals(path)).toList();
	}

}
