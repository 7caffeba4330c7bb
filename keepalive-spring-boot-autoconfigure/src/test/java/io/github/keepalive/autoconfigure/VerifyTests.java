package io.github.keepalive.autoconfigure;

import java.util.List;

import io.github.keepalive.connection.FindingSource;
import io.github.keepalive.connection.Findings;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link Verify}.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class VerifyTests {

	private static final String SERVER = "server.tomcat.keep-alive-timeout=60s";

	private static final String LINE = "KA020: The main server (tomcat) closes idle connections after 60s";

	@ParameterizedTest
	@ValueSource(strings = { "keepalive.verify=warn", "keepalive.verify=WARN", "spring.application.name=default" })
	void warnSaysSoAndStarts(String verify, CapturedOutput output) {
		try (ConfigurableApplicationContext context = start(Server.class, SERVER, verify)) {
			assertThat(verdict(context)).isEqualTo(Findings.Verdict.MISALIGNED);
		}
		assertThat(output.getOut().lines().filter((line) -> line.contains(LINE))).singleElement()
			.asString()
			.contains(" WARN ")
			.contains("Remove the setting to have 65s derived");
	}

	@Test
	void offSaysSoInTheReportOnly(CapturedOutput output) {
		try (ConfigurableApplicationContext context = start(Server.class, SERVER, "keepalive.verify=off")) {
			assertThat(verdict(context)).isEqualTo(Findings.Verdict.MISALIGNED);
			assertThat(context.getBean(Findings.class).collect()).extracting(Finding::id).containsExactly("KA020");
		}
		assertThat(output).contains("Keep-alive MISALIGNED").doesNotContain("KA020");
	}

	@Test
	void failStopsTheStart(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(Server.class, SERVER, "keepalive.verify=fail"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The main server (tomcat) closes idle connections after 60s")
			.contains("server.tomcat.keep-alive-timeout")
			.contains("set 'keepalive.verify' to 'warn'");
		assertThat(output).doesNotContain("\tat ");
	}

	@Test
	void failLetsTheRightOrderStart() {
		try (ConfigurableApplicationContext context = start(Server.class, "keepalive.verify=fail",
				"server.tomcat.keep-alive-timeout=61s")) {
			assertThat(verdict(context)).isEqualTo(Findings.Verdict.ALIGNED);
		}
	}

	@Test
	void failLetsWarningsStart(CapturedOutput output) {
		start(Application.class, "keepalive.verify=fail", "keepalive.upstreams.a.hosts=a.example.org",
				"keepalive.upstreams.a.proxy.also=aws-nat-gateway")
			.close();
		assertThat(output).contains("KA001").contains("upstream 'a'");
	}

	@Test
	void failStopsTheStartForAnUpstream(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(Upstream.class, "keepalive.verify=fail"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Upstream 'a' is out of order")
			.contains("Set 'keepalive.upstreams.a.proxy.idle'");
	}

	@Test
	void warnAndOffStartForAnUpstream(CapturedOutput output) {
		try (ConfigurableApplicationContext context = start(Upstream.class, "keepalive.verify=off")) {
			assertThat(verdict(context)).isEqualTo(Findings.Verdict.MISALIGNED);
		}
		assertThat(output).doesNotContain("Upstream 'a' is out of order");
		start(Upstream.class, "keepalive.verify=warn").close();
		assertThat(output).contains("XX001: Upstream 'a' is out of order");
	}

	private static Findings.Verdict verdict(ConfigurableApplicationContext context) {
		Findings findings = context.getBean(Findings.class);
		return findings.verdict(findings.collect());
	}

	private static ConfigurableApplicationContext start(Class<?> application, String... properties) {
		boolean server = application == Server.class;
		return new SpringApplicationBuilder(application)
			.web(server ? WebApplicationType.SERVLET : WebApplicationType.NONE)
			.properties("server.port=0", "keepalive.proxy.idle=60s")
			.properties(properties)
			.run();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@ImportAutoConfiguration(KeepAliveAutoConfiguration.class)
	static class Application {

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ TomcatServletWebServerAutoConfiguration.class, KeepAliveAutoConfiguration.class,
			TomcatServerKeepAliveAutoConfiguration.class })
	static class Server {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(KeepAliveAutoConfiguration.class)
	static class Upstream {

		@Bean
		FindingSource upstreamOutOfOrder() {
			return () -> List.of(new Finding("XX001", Severity.ERROR, "Upstream 'a' is out of order.",
					"Set 'keepalive.upstreams.a.proxy.idle'.", List.of("keepalive.upstreams.a.proxy.idle")));
		}

	}

}
