package io.github.keepalive.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.github.keepalive.connection.Findings;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what is found in the properties alone.
 */
class PlanFindingsTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(KeepAliveAutoConfiguration.class));

	@ParameterizedTest
	@ValueSource(strings = { "keepalive.proxy.idle=60s,keepalive.client.idle=9s",
			"keepalive.proxy.idle=12s,keepalive.client.idle=9999ms",
			"keepalive.proxy.type=aws-alb,keepalive.client.idle=5s",
			"keepalive.proxy.type=none,keepalive.client.idle=5s" })
	void shortClientIdleTimeOverRetires(String properties) {
		assertThat(findings(properties)).singleElement().satisfies((finding) -> {
			assertThat(finding.id()).isEqualTo("KA004");
			assertThat(finding.severity()).isEqualTo(Severity.INFO);
			assertThat(finding.message()).contains("(keepalive.client.idle)");
			assertThat(finding.action()).contains("Remove 'keepalive.client.idle'").contains("'keepalive.proxy.idle'");
			assertThat(finding.properties()).containsExactly("keepalive.client.idle", "keepalive.proxy.idle");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "keepalive.proxy.idle=60s,keepalive.client.idle=10s",
			"keepalive.proxy.idle=11s,keepalive.client.idle=9s", "keepalive.proxy.idle=2s", "keepalive.proxy.idle=60s",
			"keepalive.proxy.type=none", "keepalive.proxy.idle=60s,keepalive.client.margin=55s" })
	void ordinaryOrNeededClientIdleTimeDoesNot(String properties) {
		assertThat(findings(properties)).isEmpty();
	}

	@Test
	void shortClientIdleTimeOfAnUpstreamOverRetires() {
		assertThat(findings("keepalive.proxy.idle=60s", "keepalive.upstreams.a.hosts=a.example.org",
				"keepalive.upstreams.a.client.idle=3s", "keepalive.upstreams.b.hosts=b.example.org",
				"keepalive.upstreams.b.proxy.idle=6s", "keepalive.upstreams.b.client.idle=3s"))
			.singleElement()
			.satisfies((finding) -> {
				assertThat(finding.id()).isEqualTo("KA004");
				assertThat(finding.properties()).containsExactly("keepalive.upstreams.a.client.idle",
						"keepalive.upstreams.a.proxy.idle");
			});
	}

	@Test
	void marginBelowTheTimersResolution() {
		assertThat(findings("keepalive.proxy.idle=60s", "keepalive.client.idle=59901ms")).singleElement()
			.satisfies((finding) -> {
				assertThat(finding.id()).isEqualTo("KA003");
				assertThat(finding.severity()).isEqualTo(Severity.WARN);
				assertThat(finding.message()).contains("59.901s").contains("60s");
				assertThat(finding.action()).contains("keepalive.client.idle");
			});
		assertThat(findings("keepalive.proxy.idle=60s", "keepalive.client.idle=59900ms")).isEmpty();
	}

	@Test
	void marginOfAnUpstreamBelowTheTimersResolution() {
		String[] properties = { "keepalive.proxy.idle=60s", "keepalive.upstreams.a.hosts=a.example.org",
				"keepalive.upstreams.a.proxy.idle=20s", "keepalive.upstreams.a.client.margin=50ms" };
		assertThat(findings(properties)).singleElement().satisfies((finding) -> {
			assertThat(finding.id()).isEqualTo("KA003");
			assertThat(finding.properties()).contains("keepalive.upstreams.a.client.margin");
		});
	}

	@Test
	void proxyWithoutLimitTowardsUs() {
		assertThat(findings("keepalive.proxy.type=fastly")).filteredOn((finding) -> finding.id().equals("KA002"))
			.singleElement()
			.satisfies((finding) -> {
				assertThat(finding.severity()).isEqualTo(Severity.WARN);
				assertThat(finding.action()).contains("keepalive.proxy.back-idle");
			});
		assertThat(findings("keepalive.proxy.type=fastly", "keepalive.proxy.back-idle=60s"))
			.noneMatch((finding) -> finding.id().equals("KA002"));
	}

	private List<Finding> findings(String... properties) {
		List<Finding> findings = new ArrayList<>();
		this.contextRunner.withPropertyValues(String.join(",", properties).split(",")).run((context) -> {
			assertThat(context).hasNotFailed();
			findings.addAll(context.getBean(Findings.class).collect());
		});
		return findings;
	}

}
