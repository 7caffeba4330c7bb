package io.github.keepalive.boundary;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import io.github.keepalive.testsupport.Behaviour;
import io.github.keepalive.testsupport.Exchange;
import io.github.keepalive.testsupport.FaultServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a process stopped beyond the window sends nothing on what died meanwhile:
 * neither its eviction nor its event loops had a chance to notice.
 */
class PausedProcessTests {

	private static final Duration WINDOW = Duration.ofSeconds(2);

	private static final int CONNECTIONS = 50;

	private static final Map<Transport, FutureTask<Outcome>> runs = new EnumMap<>(Transport.class);

	@BeforeAll
	static void startRuns() {
		RealProxy.require(RealNginx.PROGRAM);
		for (Transport transport : Transport.values()) {
			FutureTask<Outcome> run = new FutureTask<>(() -> run(transport));
			runs.put(transport, run);
			Thread thread = new Thread(run, "paused-" + transport);
			thread.setDaemon(true);
			thread.start();
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JDK")
	void noRequestFailsAfterTheProcessContinues(Transport transport) throws Exception {
		Outcome outcome = runs.get(transport).get(2, TimeUnit.MINUTES);
		assertThat(outcome.warmed()).as("connections in the pool").isGreaterThanOrEqualTo(CONNECTIONS);
		assertThat(outcome.failures()).isEqualTo("{}");
		assertThat(outcome.executed()).isEqualTo(CONNECTIONS);
		assertThat(outcome.resets()).isZero();
	}

	@Test
	void jdkClientIsReported() throws Exception {
		Outcome outcome = runs.get(Transport.JDK).get(2, TimeUnit.MINUTES);
		System.out.println("paused process, JDK client: failures " + outcome.failures() + ", " + outcome.executed()
				+ " of " + CONNECTIONS + " executed, " + outcome.resets() + " resets");
		assertThat(outcome.warmed()).as("connections in the pool").isGreaterThanOrEqualTo(CONNECTIONS);
	}

	private static Outcome run(Transport transport) throws Exception {
		// Slow enough for all of the first requests to be under way at the same time.
		Behaviour slow = Behaviour.delayed(Duration.ofMillis(700));
		try (FaultServer origin = FaultServer.start().behaviour(slow);
				RealProxy proxy = RealNginx.start(origin.port(), WINDOW, false);
				DelayLine line = DelayLine.to(proxy.port(), Duration.ofMillis(10), 1);
				ChildJvm child = ChildJvm.start(PausedClient.class, transport.name(),
						"http://localhost:" + line.port(0) + "/", Integer.toString(CONNECTIONS))) {
			child.await(PausedClient.WARM);
			child.signal("STOP");
			int warmed = line.connections();
			origin.behaviour(Behaviour.ok());
			// In the pipe already when the process continues: it sends before anything
			// else.
			child.send("go");
			TimeUnit.NANOSECONDS.sleep(WINDOW.plusMillis(500).toNanos());
			child.signal("CONT");
			String failures = child.await(PausedClient.RESULT);
			int executed = (int) origin.exchanges().stream().map(Exchange::method).filter("POST"::equals).count();
			return new Outcome(warmed, failures, executed, line.resets());
		}
	}

	private record Outcome(int warmed, String failures, int executed, int resets) {
	}

}
