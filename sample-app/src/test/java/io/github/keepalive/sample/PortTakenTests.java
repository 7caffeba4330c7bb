package io.github.keepalive.sample;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

@ExtendWith(OutputCaptureExtension.class)
class PortTakenTests {

	@ParameterizedTest
	@CsvSource({ "sample.proxy-port, the proxy", "sample.origin-port, the upstream server" })
	void portOfTheSampleIsNamedWithItsOwnerAndProperty(String property, String owner, CapturedOutput output)
			throws Exception {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			start(property, taken.getLocalPort());
			assertThat(output).contains("Port %d, wanted by %s".formatted(taken.getLocalPort(), owner))
				.contains("--%s=".formatted(property))
				.doesNotContain("\tat ");
		}
	}

	@Test
	void portOfTheServiceIsNamed(CapturedOutput output) throws Exception {
		try (ServerSocket taken = new ServerSocket(0)) {
			start("server.port", taken.getLocalPort());
			assertThat(output).contains("Port %d was already in use".formatted(taken.getLocalPort()))
				.doesNotContain("\tat ");
		}
	}

	private static void start(String property, int taken) {
		Map<String, Object> settings = new HashMap<>(Map.of("server.port", 0, "sample.proxy-port", 0,
				"sample.origin-port", 0, "sample.run-at-start", false));
		settings.put(property, taken);
		String[] arguments = settings.entrySet().stream().map((entry) -> "--" + entry).toArray(String[]::new);
		assertThatException().isThrownBy(() -> SpringApplication.run(SampleApplication.class, arguments).close());
	}

}
