package io.github.keepalive.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.keepalive.connection.Findings;
import io.github.keepalive.connection.Maintenance;
import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.KeepAliveInputs;
import io.github.keepalive.policy.KeepAlivePlanner;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.Origin;
import io.github.keepalive.policy.ProxyCatalogue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KeepAliveAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class KeepAliveAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(KeepAliveAutoConfiguration.class));

	@Test
	void derivesFromTheProxy() {
		this.contextRunner.withPropertyValues("keepalive.proxy.idle=60s").run((context) -> {
			KeepAlivePolicy policy = context.getBean(KeepAlivePolicy.class);
			assertThat(policy.client().idleTimeout()).isEqualTo(
					new Derived(Duration.ofSeconds(50), Origin.DERIVED, "keepalive.proxy.idle 60s less margin 10s"));
			assertThat(policy.server().idleTimeoutFor(Duration.ofSeconds(60), "Tomcat")).isEqualTo(
					new Derived(Duration.ofSeconds(65), Origin.DERIVED, "keepalive.proxy.idle 60s plus margin 5s"));
			assertThat(context.getBean(Findings.class).collect()).isEmpty();
		});
	}

	@Test
	void proxyTypeIsRelaxed() {
		this.contextRunner.withPropertyValues("keepalive.proxy.type=AWS_ALB")
			.run((context) -> assertThat(context.getBean(KeepAlivePolicy.class).proxy().type()).isEqualTo("aws-alb"));
	}

	@Test
	void whenNothingIsSetAssumesAndSaysSo(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			Findings findings = context.getBean(Findings.class);
			assertThat(findings.collect()).extracting(Finding::id).containsExactly("KA001");
			assertThat(findings.verdict(findings.collect())).isEqualTo(Findings.Verdict.ASSUMED);
		});
		assertThat(output)
			.contains("Keep-alive ASSUMED: client idle 50s (assumed keepalive.proxy.idle 60s less margin 10s)")
			.contains("KA001: Nobody said");
	}

	@Test
	void saysInOneLineWhatWasDerivedFromWhat(CapturedOutput output) {
		this.contextRunner.withPropertyValues("keepalive.proxy.idle=75s")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("Keep-alive ")
			.contains("Keep-alive ALIGNED: client idle 65s (keepalive.proxy.idle 75s less margin 10s), "
					+ "proxy idle 75s/75s (front/back), no embedded server; RestClient not in use, WebClient not in use");
	}

	@Test
	void verifyOffKeepsFindingsOutOfTheLog(CapturedOutput output) {
		this.contextRunner.withPropertyValues("keepalive.verify=off")
			.run((context) -> assertThat(context.getBean(Findings.class).collect()).isNotEmpty());
		assertThat(output).doesNotContain("KA001");
	}

	@Test
	void backsOffWhenSwitchedOff() {
		this.contextRunner.withPropertyValues("keepalive.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(KeepAlivePolicy.class)
				.doesNotHaveBean(KeepAliveProperties.class));
	}

	@Test
	void backsOffFromTheUsersPolicy() {
		this.contextRunner.withUserConfiguration(OwnPolicy.class)
			.run((context) -> assertThat(context.getBean(KeepAlivePolicy.class).client().idleTimeout().value())
				.isEqualTo(Duration.ofSeconds(7)));
	}

	@Test
	void closesTheMaintenanceThreadWithTheContext() {
		// Contexts that Spring has cached for other tests have theirs.
		Set<Thread> before = maintenanceThreads();
		this.contextRunner.run((context) -> {
			context.getBean(Maintenance.class).schedule(this, Duration.ofSeconds(1), (owner) -> {
			});
			assertThat(maintenanceThreads()).isNotEmpty().isNotEqualTo(before);
		});
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> before.containsAll(maintenanceThreads()));
	}

	private static Set<Thread> maintenanceThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("keepalive-maintenance"))
			.collect(Collectors.toSet());
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnPolicy {

		@Bean
		KeepAlivePolicy policy() {
			KeepAliveProperties properties = new Binder(
					new MapConfigurationPropertySource(Map.of("keepalive.client.idle", "7s")))
				.bind("keepalive", KeepAliveProperties.class)
				.get();
			KeepAliveInputs inputs = new KeepAlivePropertiesMapper(properties).inputs();
			return new KeepAlivePlanner(ProxyCatalogue.load()).plan(inputs);
		}

	}

}
