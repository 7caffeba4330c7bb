package io.github.keepalive.policy;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Durations}.
 */
class DurationsTests {

	@ParameterizedTest
	@CsvSource({ "0,0s", "1,1ms", "500,500ms", "-5,-5ms", "1000,1s", "1667,1.667s", "1500,1.5s", "50000,50s",
			"60000,60s", "65000,65s", "81250,81.25s", "90000,90s", "120000,120s", "540000,540s", "3600000,3600s",
			"7200000,2h", "620000,620s", "-120000,-120s", "-60000,-60s" })
	void writesWhatPeopleWrite(long millis, String expected) {
		assertThat(Durations.format(Duration.ofMillis(millis))).isEqualTo(expected);
	}

	@Test
	void smallerAndLarger() {
		Duration one = Duration.ofSeconds(1);
		Duration two = Duration.ofSeconds(2);
		assertThat(Durations.min(one, two)).isEqualTo(one);
		assertThat(Durations.min(two, one)).isEqualTo(one);
		assertThat(Durations.max(one, two)).isEqualTo(two);
		assertThat(Durations.max(two, one)).isEqualTo(two);
	}

}
