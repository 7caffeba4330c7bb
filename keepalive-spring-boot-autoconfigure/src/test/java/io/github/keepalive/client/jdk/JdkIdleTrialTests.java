package io.github.keepalive.client.jdk;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that what {@link JdkKeepAliveProperty} asks for takes effect.
 */
@Timeout(180)
class JdkIdleTrialTests {

	private static final int ATTEMPTS = 3;

	// The JDK closes this much before the planned idle time, if its thread may run.
	private static final int SPARE_MILLIS = 400;

	@Test
	void connectionsAreReusedAtOnceAndNeverAtTheEndOfThePlannedIdleTime() throws Exception {
		Matcher counts = trial();
		for (int i = 1; i < ATTEMPTS && number(counts, "stalled") > SPARE_MILLIS / 2; i++) {
			counts = trial();
		}
		assertThat(number(counts, "once")).as(counts.group()).isGreaterThan(30);
		assertThat(number(counts, "late")).as(counts.group()).isZero();
	}

	private static Matcher trial() throws Exception {
		String output = run("2500");
		Matcher counts = Pattern.compile("at-once (?<once>\\d+) late (?<late>\\d+) stalled (?<stalled>\\d+)")
			.matcher(output);
		assertThat(counts.find()).as(output).isTrue();
		return counts;
	}

	private static int number(Matcher counts, String name) {
		return Integer.parseInt(counts.group(name));
	}

	private static String run(String idleMillis) throws Exception {
		String classpath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				classpath, JdkIdleTrial.class.getName(), idleMillis)
			.redirectErrorStream(true)
			.start();
		try {
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			return output;
		}
		finally {
			process.destroyForcibly();
		}
	}

}
