package io.github.keepalive.client.reactor;

import java.time.Duration;
import java.util.List;

import io.github.keepalive.connection.CloseReason;
import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.connection.PoolView.PoolSnapshot;
import io.github.keepalive.connection.RouteState;
import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.Origin;
import io.github.keepalive.policy.UpstreamKeepAlive;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.Windows;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Reactor Netty does about a learned window that may have grown: connections stay
 * open for longer, without being used.
 */
@Timeout(120)
class ReactorRelaxedWindowTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final Duration WINDOW = Duration.ofSeconds(10);

	private final PoolRegistry pools = new PoolRegistry();

	private final ShiftedClock clock = new ShiftedClock();

	private final ReactorKeepAliveCustomizer customizer = new ReactorKeepAliveCustomizer(policy(), this.pools,
			this.clock, (provider) -> false);

	private final WebClient client = ReactorWebClientKeepAliveTests.client(this.customizer);

	private FaultServer server;

	private static KeepAlivePolicy policy() {
		KeepAlivePolicy plan = Windows.enforced(Policies.stated());
		// The shortest idle time of all says how often the background runs.
		UpstreamKeepAlive brief = new UpstreamKeepAlive("brief", List.of(), plan.proxy(),
				Policies.idle(Duration.ofMillis(500)).client());
		return new KeepAlivePolicy(plan.proxy(), plan.client(), plan.serverProxy(), plan.server(), List.of(brief),
				List.of());
	}

	@BeforeEach
	void learn() {
		this.server = FaultServer.start();
		for (int n = 0; n < 6; n++) {
			for (int i = 0; i <= n; i++) {
				this.clock.advance(Duration.ofSeconds(2));
				send(HttpMethod.GET);
			}
			closeAfter(WINDOW, n + 1);
		}
		assertThat(limit().origin()).isEqualTo(Origin.LEARNED);
		assertThat(limit().value()).isLessThan(WINDOW.minusSeconds(1));
	}

	@AfterEach
	void close() {
		this.customizer.close();
		this.server.close();
	}

	@Test
	void connectionThatIsKeptToSeeIsNotUsed() {
		this.clock.advance(Duration.ofMinutes(63));
		send(HttpMethod.GET);
		this.clock.advance(WINDOW);
		// For longer than from one background run to the next.
		await().during(Duration.ofMillis(500)).until(() -> row().idle() == 1);
		int opened = this.server.connectionsOpened();
		send(HttpMethod.POST);
		assertThat(this.server.connectionsOpened()).isEqualTo(opened + 1);
		this.clock.advance(WINDOW);
		send(HttpMethod.GET);
		assertThat(this.server.connectionsOpened()).isEqualTo(opened + 2);
	}

	@Test
	void nothingIsKeptBeforeTheHourIsOver() {
		this.clock.advance(Duration.ofMinutes(58));
		send(HttpMethod.GET);
		this.clock.advance(WINDOW);
		await().until(() -> state().counters().getClosed(CloseReason.IDLE) == 1);
	}

	@Test
	void connectionsThatStayOpenRaiseTheLimitUntilThePeerClosesAgain() {
		Derived learned = limit();
		this.clock.advance(Duration.ofMinutes(63));
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
			openForLonger();
			return limit().value().compareTo(learned.value()) > 0;
		});
		assertThat(limit().reason()).startsWith("seen to survive");
		send(HttpMethod.GET);
		closeAfter(WINDOW, 7);
		assertThat(limit().value()).isBetween(learned.value().minusSeconds(1), learned.value().plusSeconds(1));
		assertThat(limit().reason()).startsWith("closes after about");
	}

	private void openForLonger() {
		long before = state().counters().getClosed(CloseReason.IDLE);
		send(HttpMethod.GET);
		this.clock.advance(WINDOW.plusSeconds(2));
		await().pollInterval(Duration.ofMillis(100)).until(() -> {
			this.clock.advance(Duration.ofSeconds(1));
			return state().counters().getClosed(CloseReason.IDLE) > before;
		});
	}

	private void closeAfter(Duration window, int closes) {
		this.clock.advance(window);
		this.server.finIdle();
		await().until(() -> state().counters().getClosed(CloseReason.PEER) == closes);
	}

	private void send(HttpMethod method) {
		this.client.method(method).uri(this.server.url("/")).retrieve().bodyToMono(String.class).block(PATIENCE);
		await().until(() -> row().active() == 0);
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10));
	}

	private Derived limit() {
		return state().idleTimeout();
	}

	private RouteState state() {
		RouteState state = row().state();
		assertThat(state).isNotNull();
		return state;
	}

	private PoolSnapshot row() {
		return this.pools.views().get(0).snapshot().get(0);
	}

}
