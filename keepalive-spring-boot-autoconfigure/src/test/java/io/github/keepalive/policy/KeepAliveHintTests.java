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
	@CsvSource(delimiter = '|', value = { "timeout=60 | 50000", "timeout=5, max=100 | 4167", "Timeout = 12 | 10000",
			"max=99, timeout=\"75\" | 65000", "timeout=0 | 0", "timeout=60, max=0 | 0" })
	void windowLessMargin(String header, long millis) {
		assertThat(KeepAliveHint.idleLimit(header, MARGIN)).isBetween(Duration.ofMillis(millis - 1),
				Duration.ofMillis(millis));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "max=100", "timeout", "timeout=", "timeout=soon", "timeout=-1", ",,=",
			"timeout=99999999999999999999" })
	void noUsableWordIsNoHint(String header) {
		assertThat(KeepAliveHint.idleLimit(header, MARGIN)).isNull();
	}

	@Test
	void noHeaderIsNoHint() {
		assertThat(KeepAliveHint.idleLimit(null, MARGIN)).isNull();
	}

}
