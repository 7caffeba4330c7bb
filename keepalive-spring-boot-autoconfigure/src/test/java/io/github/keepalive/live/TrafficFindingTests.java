package io.github.keepalive.live;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import io.github.keepalive.connection.Findings;
import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.Severity;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.ManualClock;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for findings that only traffic shows.
 */
@Timeout(60)
class TrafficFindingTests {

	private final FaultServer server = FaultServer.start();

	private final ManualClock clock = new ManualClock();

	@AfterEach
	void stop() {
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource(names = { "HTTP_COMPONENTS_REST", "REACTOR_WEB", "JETTY_REST" })
	void repeatsThatHideAWrongOrderAreReportedForAnHour(Stack stack) {
		this.server.onReused(Behaviour.finAfterRequest());
		runner(stack).run((context) -> {
			LiveClient client = stack.client(context.getSourceApplicationContext());
			send(client, 12, Duration.ofSeconds(40));
			assertThat(findings(context)).singleElement().satisfies((finding) -> {
				assertThat(finding.id()).isEqualTo("KA044");
				assertThat(finding.severity()).isEqualTo(Severity.WARN);
				assertThat(finding.message()).contains("localhost:" + this.server.port())
					.contains("40")
					.contains("50s");
				assertThat(finding.action()).contains("keepalive.proxy.idle").contains("keepalive.proxy.also");
			});
			this.clock.advance(Duration.ofHours(2));
			assertThat(findings(context)).isEmpty();
		});
	}

	@Test
	void deathsOfAFewMinutesAreNoPattern() {
		this.server.onReused(Behaviour.finAfterRequest());
		runner(Stack.HTTP_COMPONENTS_REST).run((context) -> {
			LiveClient client = Stack.HTTP_COMPONENTS_REST.client(context.getSourceApplicationContext());
			send(client, 20, Duration.ofSeconds(10));
			assertThat(findings(context)).isEmpty();
		});
	}

	@Test
	void poolThatClosesIdleConnectionsToMakeRoomIsTooSmall() {
		runner(Stack.HTTP_COMPONENTS_REST).withPropertyValues("keepalive.client.max-connections=1").run((context) -> {
			LiveClient client = Stack.HTTP_COMPONENTS_REST.client(context.getSourceApplicationContext());
			try (FaultServer other = FaultServer.start()) {
				for (int i = 0; i < 12; i++) {
					assertThat(client.get(this.server.url("/")).ok()).isTrue();
					client.awaitIdle(1);
					assertThat(client.get(other.url("/")).ok()).isTrue();
					client.awaitIdle(1);
				}
			}
			assertThat(findings(context)).hasSize(2).allSatisfy((finding) -> {
				assertThat(finding.id()).isEqualTo("KA043");
				assertThat(finding.severity()).isEqualTo(Severity.INFO);
				assertThat(finding.message()).contains("of 12");
				assertThat(finding.action()).contains("keepalive.client.max-connections");
			});
		});
	}

	@Test
	void queueIsSaidAsLongAsItLasts() {
		this.server.behaviour(Behaviour.hang());
		runner(Stack.HTTP_COMPONENTS_REST).withPropertyValues("keepalive.client.max-connections-per-route=1")
			.run((context) -> {
				LiveClient client = Stack.HTTP_COMPONENTS_REST.client(context.getSourceApplicationContext());
				ExecutorService threads = Executors.newFixedThreadPool(2);
				CountDownLatch over = new CountDownLatch(2);
				IntStream.range(0, 2).forEach((i) -> threads.execute(() -> {
					client.get(this.server.url("/" + i));
					over.countDown();
				}));
				Awaitility.await()
					.atMost(Duration.ofSeconds(20))
					.untilAsserted(() -> assertThat(findings(context)).singleElement().satisfies((finding) -> {
						assertThat(finding.id()).isEqualTo("KA043");
						assertThat(finding.severity()).isEqualTo(Severity.INFO);
						assertThat(finding.message()).contains("1 request waits");
					}));
				this.server.close();
				over.await();
				threads.shutdown();
				assertThat(findings(context)).isEmpty();
			});
	}

	private void send(LiveClient client, int times, Duration pause) {
		for (int i = 0; i < times; i++) {
			assertThat(client.get(this.server.url("/")).ok()).isTrue();
			client.awaitIdle(1);
			this.clock.advance(pause);
		}
	}

	private ApplicationContextRunner runner(Stack stack) {
		return stack.runner("spring.http.clients.read-timeout=20s").withBean(IdleClock.class, () -> this.clock);
	}

	private static List<Finding> findings(ApplicationContext context) {
		return context.getBean(Findings.class).collect();
	}

}
