package io.github.keepalive.autoconfigure;

import java.util.List;

import io.github.keepalive.probe.ProbeReport;
import io.github.keepalive.probe.Probes;
import io.github.keepalive.test.FaultServerTls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@code keepalive.upstreams.<name>.probe}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ProbePropertiesTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(KeepAliveAutoConfiguration.class,
				ProbeKeepAliveAutoConfiguration.class, SslAutoConfiguration.class))
		.withPropertyValues("keepalive.proxy.idle=60s", "keepalive.upstreams.x.hosts=x.example.org");

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|',
			textBlock = """
					uri=x.example.org/health             | uri: x.example.org/health           | for example https://api.example.org/health
					uri=http://joe:secret@x.example.org  | uri: http://...@x.example.org       | needs no login
					uri=http://y.example.org?secret      | uri: http://y.example.org?...       | or add 'y.example.org:80' to its hosts
					limit=60s                            | uri:                                | for example https://api.example.org/health
					uri=http://x.example.org,limit=120   | limit: 120ms                        | a number without a unit is taken as milliseconds
					uri=http://x.example.org,limit=21m   | limit: 1260s                        | for example 120s
					uri=http://x.example.org,method=POST | method: POST                        | to GET, HEAD or OPTIONS
					uri=https://x.example.org,ssl-bundle=orders | ssl-bundle: orders           | below 'spring.ssl.bundle'
					""")
	void impossibleValuesStopTheStart(String properties, String value, String remedy, CapturedOutput output) {
		String prefix = "keepalive.upstreams.x.probe.";
		assertThatException().isThrownBy(() -> start((prefix + properties.replace(",", "," + prefix)).split(",")));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains(prefix + value)
			.contains("Action:")
			.contains(remedy);
		assertThat(output).doesNotContain("\tat ").doesNotContain("secret");
	}

	@Test
	void upstreamsWithAUriCanBeProbed() {
		this.contextRunner
			.withPropertyValues("keepalive.upstreams.x.probe.uri=http://x.example.org/health",
					"keepalive.upstreams.y.hosts=y.example.org")
			.run((context) -> assertThat(context.getBean(Probes.class).reports()).extracting(ProbeReport::upstream)
				.containsExactly("x"));
	}

	@Test
	void bundleIsFound() {
		this.contextRunner
			.withPropertyValues("keepalive.upstreams.x.probe.uri=https://x.example.org/health",
					"keepalive.upstreams.x.probe.ssl-bundle=orders",
					"spring.ssl.bundle.pem.orders.truststore.certificate=" + FaultServerTls.certificatePem())
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void nothingRunsBeforeSomebodyAsks() {
		this.contextRunner.withPropertyValues("keepalive.upstreams.x.probe.uri=http://x.example.org/health")
			.run((context) -> {
				assertThat(context).hasSingleBean(Probes.class);
				List<String> threads = Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
				assertThat(threads).noneMatch((name) -> name.startsWith("keepalive-probe"));
			});
	}

	@Test
	void switchedOffStarterHasNoProbes() {
		this.contextRunner.withPropertyValues("keepalive.enabled=false", "keepalive.upstreams.x.probe.uri=nonsense")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(Probes.class));
	}

	private static void start(String... properties) {
		new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("keepalive.upstreams.x.hosts=x.example.org")
			.properties(properties)
			.run()
			.close();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ KeepAliveAutoConfiguration.class, ProbeKeepAliveAutoConfiguration.class })
	static class Application {

	}

}
