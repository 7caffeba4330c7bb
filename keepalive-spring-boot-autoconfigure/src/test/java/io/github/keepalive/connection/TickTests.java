package io.github.keepalive.connection;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Tick}.
 */
class TickTests {

	@ParameterizedTest(name = "monotonic {0} ms, wall {1} ms: age {2} ms")
	@CsvSource(textBlock = """
			0,    0,     0
			500,  500,   500
			500,  60000, 60000
			500,  -3600, 500
			-5,   -5,    0
			""")
	void ageIsTheLargerOfBothClocks(long monotonic, long wall, long expected) {
		Tick then = new Tick(Long.MAX_VALUE, 1_000_000);
		Tick now = new Tick(Long.MAX_VALUE + monotonic * 1_000_000, 1_000_000 + wall);
		assertThat(then.age(now)).isEqualTo(Duration.ofMillis(expected));
	}

	@Test
	void laterIsStrictlyLaterOnTheMonotonicClock() {
		Tick then = new Tick(10, 500);
		assertThat(new Tick(11, 0).isAfter(then)).isTrue();
		assertThat(new Tick(10, 900).isAfter(then)).isFalse();
		assertThat(new Tick(9, 900).isAfter(then)).isFalse();
	}

	@Test
	void systemClockMoves() {
		Tick before = IdleClock.SYSTEM.now();
		assertThat(Tick.now().ageNanos(before)).isZero();
		assertThat(before.ageNanos(Tick.now())).isNotNegative();
	}

}
