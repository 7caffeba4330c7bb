package io.github.keepalive.connection;

import java.time.Duration;

import io.github.keepalive.connection.WindowReading.Estimate;
import io.github.keepalive.connection.WindowReading.Probed;
import io.github.keepalive.connection.WindowReading.SeenPattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WindowWords}.
 */
class WindowWordsTests {

	private static final Duration LOWEST = Duration.ofMillis(3990);

	@Test
	void windowSaysHowOftenAndWhereItWasSeen() {
		Estimate estimate = new Estimate(Duration.ofMillis(4012), LOWEST, 31, 3, false, Duration.ofMillis(60));
		assertThat(WindowWords.learned(estimate, Duration.ofMillis(3800)))
			.isEqualTo("closes after about 4.0 s (31 seen, 3 addresses), never seen to survive 4.1 s");
		assertThat(WindowWords.learned(estimate, null)).endsWith("never seen to survive 4.1 s");
		assertThat(WindowWords.learned(estimate, Duration.ofMillis(4200)))
			.isEqualTo("closes after about 4.0 s (31 seen, 3 addresses)");
	}

	@Test
	void upperBoundSaysSo() {
		Estimate estimate = new Estimate(Duration.ofMillis(4012), LOWEST, 7, 1, true, Duration.ofMillis(60));
		assertThat(WindowWords.learned(estimate, null)).isEqualTo("closes after at most 4.0 s (7 seen, 1 address),"
				+ " never seen to survive 4.1 s; closes are noticed only when the client looks");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "MAX_REQUESTS | closed after 5 requests (12 seen)",
			"AFTER_RESPONSE | closed right after a response (12 seen)",
			"MAX_AGE | closed at about 3.0 s of age (12 seen)", "RESTART | closed together, as on a restart (12 seen)",
			"AMBIGUOUS | closed after about 3.0 s idle, but also at the same age or after the same number of requests,"
					+ " so the cause is not known (12 seen)" })
	void otherClosesAreNamed(ClosePattern pattern, String words) {
		assertThat(WindowWords.pattern(new SeenPattern(pattern, 12, 5, Duration.ofSeconds(3)))).isEqualTo(words);
	}

	@Test
	void measurementSaysWhetherThePeerClosed() {
		Tick now = Tick.now();
		assertThat(WindowWords.probed(new Probed(Duration.ofSeconds(60), true, now)))
			.isEqualTo("probed: closed after 60.0 s");
		assertThat(WindowWords.probed(new Probed(Duration.ofSeconds(120), false, now)))
			.isEqualTo("probed: not closed within 120.0 s");
	}

}
