package io.github.keepalive.autoconfigure;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.keepalive.connection.Findings;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.Severity;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an application that says no more than how long its proxy waits is told of
 * nothing it would have to do.
 */
@Timeout(120)
class PlainApplicationTests {

	@ParameterizedTest(name = "{0} with {1} as server, {2} as client")
	@CsvSource({ "SERVLET, tomcat, reactor", "SERVLET, jetty, http-components", "REACTIVE, netty, jetty" })
	void hasNoFindingAboveInfo(WebApplicationType type, String server, String client) {
		try (ConfigurableApplicationContext context = start(type, server, client)) {
			Findings findings = context.getBean(Findings.class);
			assertThat(findings.collect()).filteredOn((finding) -> finding.severity() != Severity.INFO)
				.extracting(Finding::message)
				.isEmpty();
			assertThat(findings.verdict(findings.collect())).isEqualTo(Findings.Verdict.ALIGNED);
		}
	}

	private static ConfigurableApplicationContext start(WebApplicationType type, String server, String client) {
		String others = Stream.of("tomcat", "jetty", "netty")
			.filter((other) -> !other.equals(server))
			.flatMap(PlainApplicationTests::autoConfigurations)
			.collect(Collectors.joining(","));
		return new SpringApplicationBuilder(Application.class).web(type)
			.properties("server.port=0", "keepalive.proxy.idle=60s", "keepalive.verify=fail",
					"spring.reactor.netty.shutdown-quiet-period=0s", "spring.autoconfigure.exclude=" + others,
					"spring.http.clients.imperative.factory=" + client,
					"spring.http.clients.reactive.connector=" + client)
			.run();
	}

	private static Stream<String> autoConfigurations(String server) {
		if (server.equals("netty")) {
			return Stream
				.of("org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration");
		}
		String name = Character.toUpperCase(server.charAt(0)) + server.substring(1);
		return Stream.of("Servlet", "Reactive")
			.map((type) -> "org.springframework.boot." + server + ".autoconfigure." + type.toLowerCase(Locale.ROOT)
					+ "." + name + type + "WebServerAutoConfiguration");
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		RestClient restClient(RestClient.Builder builder) {
			return builder.build();
		}

		@Bean
		WebClient webClient(WebClient.Builder builder) {
			return builder.build();
		}

	}

}
