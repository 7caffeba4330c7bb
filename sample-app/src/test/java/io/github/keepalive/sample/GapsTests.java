package io.github.keepalive.sample;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GapsTests {

	private final DemoSettings settings = new DemoSettings(Duration.ofSeconds(2), Duration.ofMillis(15),
			Duration.ofSeconds(18), 42);

	@Test
	void sameSeedGivesSameGaps() {
		assertThat(gaps(3, 100)).isEqualTo(gaps(3, 100));
		assertThat(gaps(3, 100)).isNotEqualTo(gaps(4, 100));
	}

	@Test
	void gapsLieAroundTheWindowAndBelow() {
		List<Duration> gaps = gaps(1, 1000);
		assertThat(gaps).allMatch((gap) -> !gap.isNegative() && gap.compareTo(Duration.ofMillis(2400)) <= 0);
		assertThat(gaps).filteredOn((gap) -> gap.minusSeconds(2).abs().toMillis() <= 90).hasSizeBetween(300, 600);
	}

	private List<Duration> gaps(int user, int count) {
		Gaps gaps = new Gaps(this.settings, user);
		return Stream.generate(gaps::next).limit(count).toList();
	}

}
