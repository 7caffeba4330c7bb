package io.github.keepalive.docs;

import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;

import io.github.keepalive.autoconfigure.KeepAliveProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.convert.DurationStyle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the files of the deployment guide leave the drain the time it needs.
 */
class DeploymentRestartTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			alb        | alb.sh          | health-check-interval-seconds (\\d+) | unhealthy-threshold-count (\\d+)
			haproxy    | haproxy.cfg     | inter (\\d+)s                        | fall (\\d+)
			kubernetes | kubernetes.yaml | periodSeconds: (\\d+)                | failureThreshold: (\\d+)
			envoy      | envoy.yaml      | interval: (\\d+)s                    | unhealthy_threshold: (\\d+)
			gcp        | gcp.sh          | check-interval=(\\d+)s               | unhealthy-threshold=(\\d+)
			""")
	void checksFailBeforeTheDrainIsOver(String application, String file, Pattern interval, Pattern failures) {
		DeploymentFile checks = DeploymentFile.of(file);
		Duration noticed = Duration.ofSeconds(checks.number(interval) * checks.number(failures));
		assertThat(noticed).isLessThan(drain(application).period());
	}

	@ParameterizedTest
	@CsvSource({ "nginx", "haproxy", "envoy" })
	void drainIsOnWhereNoPlatformIs(String application) {
		assertThat(drain(application).enabled()).isTrue();
	}

	@Test
	void gracePeriodCoversTheStop() {
		DeploymentFile pod = DeploymentFile.of("kubernetes.yaml");
		Duration grace = Duration.ofSeconds(pod.number(Pattern.compile("terminationGracePeriodSeconds: (\\d+)")));
		Duration hook = Duration.ofSeconds(pod.number(Pattern.compile("sleep: \\{seconds: (\\d+)")));
		Object phase = file("kubernetes").properties().getProperty("spring.lifecycle.timeout-per-shutdown-phase");
		assertThat(grace).isGreaterThan(hook.plus(drain("kubernetes").period())
			.plus(DurationStyle.detectAndParse(Objects.requireNonNull(phase).toString())));
	}

	private static KeepAliveProperties.Drain drain(String application) {
		return new Binder(ConfigurationPropertySources.from(file(application).properties()))
			.bindOrCreate("keepalive", KeepAliveProperties.class)
			.server()
			.drain();
	}

	private static DeploymentFile file(String application) {
		return DeploymentFile.of("application-" + application + ".yml");
	}

}
