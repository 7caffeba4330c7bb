package io.github.keepalive.server.drain;

import java.time.Duration;
import java.util.List;

import io.github.keepalive.connection.Drainable;
import io.github.keepalive.connection.ServerFacts;
import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.connection.ServerView;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.cloud.CloudPlatform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DrainFindings}.
 */
class DrainFindingsTests {

	private final ServerRegistry servers = new ServerRegistry();

	@ParameterizedTest
	@CsvSource({ "KUBERNETES, 10, 30, INFO", "KUBERNETES, 35, 10, WARN", "CLOUD_FOUNDRY, 10, 30, WARN",
			"KUBERNETES, 10, 20, ", "HEROKU, 10, 20, ", "AZURE_APP_SERVICE, 600, 600, " })
	void periodAndPhaseTimeoutFitThePlatform(CloudPlatform platform, int period, int phase, Severity severity) {
		List<Finding> findings = findings(platform, period, phase, true, false);
		if (severity == null) {
			assertThat(findings).isEmpty();
			return;
		}
		assertThat(findings).singleElement().satisfies((finding) -> {
			assertThat(finding.id()).isEqualTo("KA070");
			assertThat(finding.severity()).isEqualTo(severity);
			assertThat(finding.message()).contains(platform.name(), period + "s", phase + "s", "by default");
			assertThat(finding.action()).contains((period + phase + 5) + "s", "terminationGracePeriodSeconds");
		});
	}

	@Test
	void offAnyPlatformNobodyKnowsTheGracePeriod() {
		assertThat(findings(null, 600, 600, true, false)).isEmpty();
	}

	@Test
	void nobodyAsksForReadiness() {
		assertThat(findings(null, 10, 20, false, false)).singleElement().satisfies((finding) -> {
			assertThat(finding.id()).isEqualTo("KA071");
			assertThat(finding.severity()).isEqualTo(Severity.WARN);
			assertThat(finding.action()).contains("management.endpoint.health.probes.enabled");
		});
	}

	@Test
	void immediateShutdownLeavesNothingToDrain() {
		assertThat(findings(CloudPlatform.KUBERNETES, 10, 30, false, true)).singleElement().satisfies((finding) -> {
			assertThat(finding.id()).isEqualTo("KA072");
			assertThat(finding.severity()).isEqualTo(Severity.WARN);
			assertThat(finding.properties()).contains("server.shutdown");
		});
	}

	@Test
	void withoutServerThereIsNothingToSay() {
		assertThat(new DrainFindings(this.servers, limits(10, 30), CloudPlatform.KUBERNETES, () -> false).findings())
			.isEmpty();
	}

	private List<Finding> findings(CloudPlatform platform, int period, int phase, boolean polled, boolean immediate) {
		Drainable drainable = mock(Drainable.class);
		given(drainable.server()).willReturn(ServerRegistry.MAIN);
		this.servers.drains().register(drainable);
		ServerView view = mock(ServerView.class);
		given(view.name()).willReturn(ServerRegistry.MAIN);
		given(view.facts()).willReturn(new ServerFacts(false, false, null, null, immediate));
		this.servers.register(view);
		return new DrainFindings(this.servers, limits(period, phase), platform, () -> polled).findings();
	}

	private static DrainLimits limits(int period, int phase) {
		return new DrainLimits(Duration.ofSeconds(period), Duration.ofSeconds(phase));
	}

}
