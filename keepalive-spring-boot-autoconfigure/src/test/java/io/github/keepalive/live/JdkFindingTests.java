package io.github.keepalive.live;

import java.net.http.HttpClient;
import java.util.List;

import io.github.keepalive.client.jdk.JdkKeepAliveProperty;
import io.github.keepalive.connection.Findings;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.Severity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for findings about the JDK's own clients.
 */
class JdkFindingTests {

	private static final String RETRY_POST = "sun.net.http.retryPost";

	@BeforeEach
	@AfterEach
	void forget() {
		System.clearProperty(JdkKeepAliveProperty.NAME);
		System.clearProperty(JdkKeepAliveProperty.MARKER);
		System.clearProperty(JdkKeepAliveProperty.MARKER + ".late");
		System.clearProperty("jdk.internal.httpclient.selectorTimeout");
		System.clearProperty(RETRY_POST);
	}

	@Test
	void whatIsLostOnTheJdkClientIsSaid() {
		Stack.runnerOn("jdk").run((context) -> {
			context.getBean(RestClient.Builder.class).build();
			assertThat(findings(context)).filteredOn((finding) -> finding.id().equals("KA015"))
				.singleElement()
				.satisfies((finding) -> {
					assertThat(finding.severity()).isEqualTo(Severity.INFO);
					assertThat(finding.action()).contains("spring.http.clients.imperative.factory");
				});
			assertThat(ids(context)).doesNotContain("KA014", "KA016");
		});
		Stack.REACTOR_REST.run((client) -> assertThat(client.findings()).doesNotContain("KA015", "KA016"));
	}

	@Test
	void upstreamWithTheShortestWindowCountsForAllHosts() {
		Stack.runnerOn("jdk")
			.withPropertyValues("keepalive.upstreams.orders.hosts=orders.example",
					"keepalive.upstreams.orders.proxy.idle=20s")
			.run((context) -> {
				context.getBean(RestClient.Builder.class).build();
				assertThat(findings(context)).filteredOn((finding) -> finding.id().equals("KA014"))
					.singleElement()
					.satisfies((finding) -> {
						assertThat(finding.severity()).isEqualTo(Severity.INFO);
						assertThat(finding.message()).contains("upstream 'orders'");
					});
			});
	}

	@Test
	void valueOfTheUserThatBreaksTheOrderIsAnError() {
		System.setProperty(JdkKeepAliveProperty.NAME, "60");
		Stack.runnerOn("jdk").run((context) -> {
			RestClient client = context.getBean(RestClient.Builder.class).build();
			assertThat(findings(context)).filteredOn((finding) -> finding.id().equals("KA040"))
				.singleElement()
				.satisfies((finding) -> {
					assertThat(finding.severity()).isEqualTo(Severity.ERROR);
					assertThat(finding.message()).contains("jdk-").contains(JdkKeepAliveProperty.NAME + " 60s");
				});
			assertThat(client).isNotNull();
		});
	}

	@Test
	void propertyThatComesAfterTheFirstClientIsTooLate() {
		HttpClient early = HttpClient.newHttpClient();
		try (ConfigurableApplicationContext context = application()) {
			assertThat(findings(context)).filteredOn((finding) -> finding.id().equals("KA013"))
				.singleElement()
				.satisfies((finding) -> {
					assertThat(finding.severity()).isEqualTo(Severity.WARN);
					assertThat(finding.action()).contains("-D" + JdkKeepAliveProperty.NAME + "=46");
				});
		}
		assertThat(early).isNotNull();
	}

	@Test
	void propertyFromTheCommandLineIsNeverTooLate() {
		HttpClient early = HttpClient.newHttpClient();
		System.setProperty(JdkKeepAliveProperty.NAME, "40");
		try (ConfigurableApplicationContext context = application()) {
			assertThat(ids(context)).doesNotContain("KA013", "KA040");
		}
		assertThat(early).isNotNull();
	}

	@ParameterizedTest
	@CsvSource(nullValues = "unset", value = { "unset, true", "true, true", "false, false" })
	void hiddenRepeatOfPostIsReportedAndNeverSet(String value, boolean told) {
		if (value != null) {
			System.setProperty(RETRY_POST, value);
		}
		Stack.runnerOn("simple").run((context) -> {
			context.getBean(RestClient.Builder.class).build();
			assertThat(ids(context).contains("KA016")).isEqualTo(told);
			assertThat(System.getProperty(RETRY_POST)).isEqualTo(value);
		});
	}

	private static ConfigurableApplicationContext application() {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("keepalive.proxy.idle=60s", "spring.http.clients.imperative.factory=jdk",
					"spring.reactor.netty.shutdown-quiet-period=0s", "spring.main.banner-mode=off")
			.run();
	}

	private static List<Finding> findings(ApplicationContext context) {
		return context.getBean(Findings.class).collect();
	}

	private static List<String> ids(ApplicationContext context) {
		return findings(context).stream().map(Finding::id).toList();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
