package io.github.keepalive.boundary;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.RestartGate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a process stopped beyond the window sends nothing on what died meanwhile,
 * neither when the closes wait in its kernel as it continues nor when they have yet to
 * arrive, as on a machine that was suspended as a whole.
 */
class PausedProcessTests {

	private static final Duration WINDOW = Duration.ofSeconds(2);

	// Long enough for all requests to be written, far below any timeout.
	private static final Duration THAW = Duration.ofMillis(500);

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
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = { "JDK", "HTTP_COMPONENTS_WEB" })
	void noRequestFailsAfterTheProcessContinues(Transport transport) throws Exception {
		Outcome outcome = runs.get(transport).get(2, TimeUnit.MINUTES);
		assertThat(outcome.warmed()).as("connections in the pool").isGreaterThanOrEqualTo(CONNECTIONS);
		assertThat(outcome.stopped()).as("failures after the process was stopped").isEqualTo("{}");
		assertThat(outcome.suspended()).as("failures after the machine was suspended").isEqualTo("{}");
		assertThat(outcome.executed()).isEqualTo(PausedClient.ROUNDS * CONNECTIONS);
		assertThat(outcome.resets()).isZero();
	}

	@Test
	void jdkClientIsReported() throws Exception {
		Outcome outcome = runs.get(Transport.JDK).get(2, TimeUnit.MINUTES);
		System.out.println("paused process, JDK client: " + outcome);
		assertThat(outcome.warmed()).as("connections in the pool").isGreaterThanOrEqualTo(CONNECTIONS);
	}

	private static Outcome run(Transport transport) throws Exception {
		// Slow enough for most requests of a round to be under way at the same time.
		Behaviour slow = Behaviour.delayed(Duration.ofMillis(700));
		try (FaultServer origin = FaultServer.start().behaviour(slow);
				RestartGate gate = new RestartGate(origin.port());
				RealProxy proxy = RealNginx.start(gate.port(), WINDOW, false);
				DelayLine line = DelayLine.to(proxy.port(), Duration.ofMillis(10), 1);
				ChildJvm child = ChildJvm.start(PausedClient.class, transport.name(),
						"http://localhost:" + line.port(0) + "/", Integer.toString(CONNECTIONS))) {
			// All of the first ones, however long that takes.
			gate.gather(CONNECTIONS);
			child.await(PausedClient.WARM);
			int warmed = line.connections();
			String stopped = pause(child, null);
			child.await(PausedClient.WARM);
			String suspended = pause(child, line);
			return new Outcome(warmed, stopped, suspended, origin.executions("POST /"), line.resets());
		}
	}

	private static String pause(ChildJvm child, DelayLine frozen) throws InterruptedException {
		child.signal("STOP");
		if (frozen != null) {
			frozen.freeze();
		}
		// In the pipe already when the process continues: it sends before anything else.
		child.send("go");
		TimeUnit.NANOSECONDS.sleep(WINDOW.plusMillis(500).toNanos());
		child.signal("CONT");
		if (frozen != null) {
			TimeUnit.NANOSECONDS.sleep(THAW.toNanos());
			frozen.thaw();
		}
		return child.await(PausedClient.RESULT);
	}

	private record Outcome(int warmed, String stopped, String suspended, int executed, int resets) {
	}

}
