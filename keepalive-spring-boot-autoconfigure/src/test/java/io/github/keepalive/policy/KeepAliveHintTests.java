package io.github.keepalive.policy;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KeepAliveHint}.
 */
class KeepAliveHintTests {

	private static final Duration MARGIN = Duration.ofSeconds(10);

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "timeout=60 | 50000", "timeout=5, max=100 | 4167", "Timeout = 12 | 10000",
					"max=99, timeout=\"75\" | 65000", "TIMEOUT=6;max=3 | 5000", "timeout=7.5 | 6250", "timeout=1 | 834",
					"timeout=1.0 | 834", "timeout=soon, timeout=6 | 5000" })
	void windowLessMargin(String header, long millis) {
		assertThat(KeepAliveHint.parse(header).idleLimit(MARGIN)).isBetween(Duration.ofMillis(millis - 1),
				Duration.ofMillis(millis));
	}

	@ParameterizedTest
	@ValueSource(strings = { "timeout=0", "timeout=0.5", "timeout=0.999", "timeout=\"0\"", "timeout=000",
			"timeout=60, timeout=0", "max=5, timeout=0" })
	void lessThanASecondIsNothing(String header) {
		assertThat(KeepAliveHint.parse(header)).returns(true, KeepAliveHint::tooShort)
			.returns(Duration.ZERO, (hint) -> hint.idleLimit(MARGIN));
	}

	@Test
	void ofTwoWordsTheSmallerCounts() {
		assertThat(KeepAliveHint.parse("timeout=60, max=7, timeout=5, max=9"))
			.isEqualTo(new KeepAliveHint(Duration.ofSeconds(5), 7));
	}

	@ParameterizedTest
	@ValueSource(strings = { "timeout=99999999999999999999", "timeout=1000000000.5",
			"max=99999999999999999999, timeout=9999999999" })
	void hugeNumbersLimitNothing(String header) {
		assertThat(KeepAliveHint.parse(header).idleLimit(MARGIN)).isGreaterThan(Duration.ofDays(365));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "timeout", "timeout=", "timeout=soon", "timeout=-1", ",,=", "timeout=5s", "timeout:5",
			"timeout=1e3", "xtimeout=5", "timeout=5 6", "timeout=.5", "max=-1", "timeout=\u0665" })
	void noUsableWordIsNoHint(String header) {
		assertThat(KeepAliveHint.parse(header)).isEqualTo(new KeepAliveHint(null, null))
			.returns(null, (hint) -> hint.idleLimit(MARGIN))
			.returns(false, KeepAliveHint::tooShort);
	}

	@Test
	void headerOfThousandsOfCharactersIsNotRead() {
		assertThat(KeepAliveHint.parse("timeout=5" + ",".repeat(8000))).isEqualTo(new KeepAliveHint(null, null));
	}

}
