package io.github.keepalive.connection;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Maintenance}.
 */
class MaintenanceTests {

	private static final Duration SHORT = Duration.ofMillis(500);

	@ParameterizedTest
	@CsvSource({ "PT0.1S,PT0.05S", "PT0.5S,PT0.05S", "PT10S,PT1S", "PT50S,PT1S", "PT10M,PT1S" })
	void periodIsATenthWithinLimits(Duration idle, Duration expected) {
		assertThat(Maintenance.period(idle)).isEqualTo(expected);
	}

	@Test
	void runsAgainAndAgainEvenIfARunFails() {
		try (Maintenance maintenance = new Maintenance()) {
			AtomicInteger owner = new AtomicInteger();
			maintenance.schedule(owner, SHORT, (counter) -> {
				if (counter.incrementAndGet() == 1) {
					throw new IllegalStateException("closed");
				}
			});
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> owner.get() >= 3);
		}
	}

	@Test
	void endsWithItsOwner() {
		try (Maintenance maintenance = new Maintenance()) {
			AtomicInteger runs = new AtomicInteger();
			maintenance.schedule(new Object(), SHORT, (owner) -> runs.incrementAndGet());
			Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
				System.gc();
				int before = runs.get();
				Awaitility.await().during(Duration.ofMillis(200)).until(() -> true);
				assertThat(runs.get()).isEqualTo(before);
			});
		}
	}

	@Test
	void leavesNoThreadBehindAndTakesNothingOnceClosed() {
		Maintenance maintenance = new Maintenance();
		maintenance.close();
		AtomicInteger owner = new AtomicInteger();
		maintenance.schedule(owner, SHORT, AtomicInteger::incrementAndGet);
		maintenance.close();
		assertThat(owner).hasValue(0);
		Maintenance used = new Maintenance();
		AtomicInteger counted = new AtomicInteger();
		used.schedule(counted, SHORT, AtomicInteger::incrementAndGet);
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> counted.get() > 0);
		used.close();
		int atClose = counted.get();
		Awaitility.await().during(Duration.ofMillis(200)).atMost(Duration.ofSeconds(20)).until(() -> true);
		assertThat(counted.get()).isLessThanOrEqualTo(atClose + 1);
	}

}
