package io.github.keepalive.client.jdk;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that what {@link JdkKeepAliveProperty} asks for takes effect.
 */
class JdkIdleTrialTests {

	@Test
	void connectionsAreReusedAtOnceAndNeverAtTheEndOfThePlannedIdleTime() throws Exception {
		String output = run("2500");
		Matcher counts = Pattern.compile("at-once (\\d+) late (\\d+)").matcher(output);
		assertThat(counts.find()).as(output).isTrue();
		assertThat(Integer.parseInt(counts.group(1))).isGreaterThan(30);
		assertThat(counts.group(2)).isEqualTo("0");
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
