package io.github.keepalive.live;

import java.util.List;
import java.util.stream.IntStream;

import io.github.keepalive.connection.RouteCounters;
import io.github.keepalive.fault.FaultKind;
import io.github.keepalive.fault.RepeatReason;
import io.github.keepalive.live.LiveClient.Outcome;
import io.github.keepalive.test.Exchange;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.RestartGate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.http.HttpMethod;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what requests meet after the server was restarted, with every pooled connection
 * dead.
 */
@Timeout(60)
class RestartTests {

	private static final int MANY = 20;

	private final FaultServer server = FaultServer.start();

	private final RestartGate gate = new RestartGate(this.server.port());

	@AfterEach
	void stop() {
		this.gate.close();
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource
	void eachOfManyGetsSucceedsWithOneRepeatAtMost(Stack stack) {
		stack.run((client) -> {
			fill(client, MANY);
			this.gate.restart();
			List<Outcome> outcomes = client.together(MANY, HttpMethod.GET, this.gate.url("/get-"));
			assertThat(outcomes).allMatch(Outcome::ok);
			IntStream.range(0, MANY).forEach((i) -> {
				assertThat(killed("/get-" + i)).isLessThanOrEqualTo(1);
				assertThat(executed("/get-" + i)).isEqualTo(1);
			});
			assertThat(this.gate.killed()).isNotEmpty();
			assertThat(client.count(RouteCounters::getRepeated)).isEqualTo(this.gate.killed().size());
		}, sizes(MANY));
	}

	@ParameterizedTest
	@EnumSource
	void eachOfManyPostsFailsOnceAtMostAndTheNextSucceeds(Stack stack) {
		stack.run((client) -> {
			fill(client, MANY);
			this.gate.restart();
			List<Outcome> outcomes = client.together(MANY, HttpMethod.POST, this.gate.url("/post-"));
			IntStream.range(0, MANY).forEach((i) -> {
				boolean failed = !outcomes.get(i).ok();
				assertThat(killed("/post-" + i)).isEqualTo(failed ? 1 : 0);
				assertThat(executed("/post-" + i)).isEqualTo(failed ? 0 : 1);
				if (failed) {
					assertExplained(outcomes.get(i));
				}
			});
			assertThat(this.gate.killed()).isNotEmpty();
			assertThat(client.post(this.gate.url("/next")).ok()).isTrue();
			assertThat(client.count(RouteCounters::getRepeated)).isZero();
		}, sizes(MANY));
	}

	@ParameterizedTest
	@EnumSource
	void onePostThatFailsIsEnoughForItsIdleNeighbours(Stack stack) {
		stack.run((client) -> {
			fill(client, 3);
			this.gate.restart();
			assertExplained(client.post(this.gate.url("/post")));
			assertThat(client.post(this.gate.url("/next"))).matches(Outcome::ok);
			assertThat(client.get(this.gate.url("/get"))).matches(Outcome::ok);
			assertThat(this.gate.killed()).hasSize(1);
		}, sizes(3));
	}

	@ParameterizedTest
	@EnumSource
	void repeatMakesRoomInAPoolOfOne(Stack stack) {
		repeatMakesRoom(stack, 1);
	}

	@ParameterizedTest
	@EnumSource
	void repeatMakesRoomInAPoolOfTwo(Stack stack) {
		repeatMakesRoom(stack, 2);
	}

	private void repeatMakesRoom(Stack stack, int size) {
		stack.run((client) -> {
			fill(client, size);
			this.gate.restart();
			assertThat(client.get(this.gate.url("/one")).ok()).isTrue();
			assertThat(this.gate.killed()).hasSize(1);
			assertThat(client.together(size, HttpMethod.GET, this.gate.url("/more-"))).allMatch(Outcome::ok);
			assertThat(this.gate.killed()).hasSize(1);
		}, sizes(size));
	}

	@ParameterizedTest
	@EnumSource
	void manyGetsShareAFullPoolOfTwo(Stack stack) {
		stack.run((client) -> {
			fill(client, 2);
			this.gate.restart();
			// Reactor Netty lets twice as many wait as there are connections.
			assertThat(client.together(4, HttpMethod.GET, this.gate.url("/get-"))).allMatch(Outcome::ok);
			assertThat(this.gate.killed()).hasSizeBetween(1, 2);
		}, sizes(2));
	}

	@ParameterizedTest
	@EnumSource
	void refusedConnectIsTheEnd(Stack stack) {
		stack.run((client) -> {
			fill(client, 2);
			this.gate.restart();
			this.gate.refuse();
			Outcome outcome = client.get(this.gate.url("/get"));
			assertThat(outcome.ok()).isFalse();
			assertThat(outcome.details().fault()).isEqualTo(FaultKind.CONNECT_FAILED);
			assertThat(outcome.details().usedUp()).isTrue();
			assertThat(this.gate.killed()).hasSize(1);
			assertThat(this.server.exchanges()).hasSize(2);
		}, sizes(2));
	}

	private void fill(LiveClient client, int connections) {
		this.gate.gather(connections);
		assertThat(client.together(connections, HttpMethod.GET, this.gate.url("/fill-"))).allMatch(Outcome::ok);
		client.awaitIdle(connections);
	}

	private static void assertExplained(Outcome outcome) {
		assertThat(outcome.details()).isNotNull();
		assertThat(outcome.details().decision().reason()).isEqualTo(RepeatReason.METHOD_NOT_IDEMPOTENT);
		assertThat(outcome.details().facts().reused()).isTrue();
		assertThat(outcome.details()).hasMessageContaining("keepalive.client.retry.idempotency-key-headers");
	}

	private long killed(String path) {
		return this.gate.killed().stream().filter((line) -> line.contains(path + " ")).count();
	}

	private long executed(String path) {
		return this.server.exchanges()
			.stream()
			.filter((exchange) -> exchange.path().equals(path))
			.filter(Exchange::executed)
			.count();
	}

	private static String[] sizes(int connections) {
		return new String[] { "keepalive.client.max-connections=" + connections,
				"keepalive.client.max-connections-per-route=" + connections, "keepalive.client.acquire-timeout=5s" };
	}

}
