package io.github.keepalive.live;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.connection.PoolView.PoolSnapshot;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.ManualClock;
import io.github.keepalive.testsupport.RestartGate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpMethod;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an application with an upstream of its own settings applies them to that
 * upstream and nowhere else, on each transport.
 */
@Timeout(60)
class UpstreamSettingsTests {

	private final ManualClock clock = new ManualClock();

	private final FaultServer upstream = FaultServer.start();

	private final FaultServer other = FaultServer.start();

	@AfterEach
	void stop() {
		this.upstream.close();
		this.other.close();
	}

	@ParameterizedTest
	@EnumSource
	void upstreamHasItsOwnPoolSize(Stack stack) {
		try (RestartGate small = new RestartGate(this.upstream.port());
				RestartGate large = new RestartGate(this.other.port())) {
			// Nothing is answered before all connections that may be opened are in use.
			small.gather(2);
			large.gather(4);
			upstreamHasItsOwnPoolSize(stack, small, large);
		}
	}

	private void upstreamHasItsOwnPoolSize(Stack stack, RestartGate small, RestartGate large) {
		stack
			.runner("keepalive.client.max-connections-per-route=4",
					"keepalive.upstreams.small.hosts=localhost:" + small.port(),
					"keepalive.upstreams.small.client.max-connections-per-route=2")
			.run((context) -> {
				LiveClient client = stack.client(context.getSourceApplicationContext());
				assertThat(client.together(6, HttpMethod.GET, small.url("/"))).allMatch(LiveClient.Outcome::ok);
				assertThat(client.together(6, HttpMethod.GET, large.url("/"))).allMatch(LiveClient.Outcome::ok);
				assertThat(this.upstream.connectionsOpened()).isEqualTo(2);
				assertThat(this.other.connectionsOpened()).isEqualTo(4);
				assertThat(max(context)).containsEntry("localhost:" + small.port(), 2)
					.containsEntry("localhost:" + large.port(), 4);
			});
	}

	@ParameterizedTest
	@EnumSource
	void hintOfOneUpstreamOnlyIsIgnored(Stack stack) {
		this.upstream.behaviour(Behaviour.ok().withHeaders("Keep-Alive: timeout=6"));
		this.other.behaviour(Behaviour.ok().withHeaders("Keep-Alive: timeout=6"));
		stack
			.runner("keepalive.upstreams.liar.hosts=localhost:" + this.upstream.port(),
					"keepalive.upstreams.liar.client.hint=false")
			.withBean(IdleClock.class, () -> this.clock)
			.run((context) -> {
				LiveClient client = stack.client(context.getSourceApplicationContext());
				for (FaultServer server : List.of(this.upstream, this.other)) {
					assertThat(client.get(server.url("/")).ok()).isTrue();
				}
				client.awaitIdle(2);
				this.clock.advance(Duration.ofSeconds(7));
				for (FaultServer server : List.of(this.upstream, this.other)) {
					assertThat(client.get(server.url("/")).ok()).isTrue();
				}
				assertThat(this.upstream.connectionsOpened()).as("hint ignored").isOne();
				assertThat(this.other.connectionsOpened()).as("hint honoured").isEqualTo(2);
			});
	}

	private static Map<String, Integer> max(ApplicationContext context) {
		return context.getBean(PoolRegistry.class)
			.views()
			.stream()
			.flatMap((view) -> view.snapshot().stream())
			.filter((row) -> row.max() != null)
			.collect(Collectors.toMap((row) -> Objects.requireNonNull(row.route()).toString(), PoolSnapshot::max));
	}

}
