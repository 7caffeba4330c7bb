package io.github.keepalive.autoconfigure;

import java.util.List;
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

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ManagementServerFindings}.
 */
@Timeout(120)
class ManagementServerFindingsTests {

	private static final String OWN_PORT = "management.server.port=0";

	private static final String PROXY = "keepalive.proxy.idle=75s";

	@ParameterizedTest
	@CsvSource({ "tomcat, spring.application.name=any, server.tomcat.keep-alive-timeout",
			"tomcat, server.tomcat.keep-alive-timeout=75s, server.tomcat.keep-alive-timeout",
			"jetty, spring.application.name=any, server.jetty.connection-idle-timeout",
			"netty, server.netty.idle-timeout=75s, server.netty.idle-timeout" })
	void serverOnItsOwnPortIsNamed(String server, String property, String key) {
		assertThat(findings(server, OWN_PORT, PROXY, property)).singleElement().satisfies((finding) -> {
			assertThat(finding.severity()).isEqualTo(Severity.WARN);
			assertThat(finding.message()).contains("management.server.port 0").contains(server).contains("75s");
			assertThat(finding.action()).contains("'" + key + "'").contains("81.25s");
			assertThat(finding.properties()).containsExactly("management.server.port", key);
		});
	}

	@ParameterizedTest
	@CsvSource({ "tomcat, management.server.port=-1, " + PROXY, "tomcat, spring.application.name=same-port, " + PROXY,
			"tomcat, " + OWN_PORT + ", keepalive.proxy.type=none",
			"jetty, " + OWN_PORT + ", keepalive.server.enabled=false" })
	void withoutServerOrProxyThereIsNothingToSay(String server, String property, String proxy) {
		assertThat(findings(server, property, proxy)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "tomcat, server.tomcat.keep-alive-timeout=76s", "jetty, server.jetty.connection-idle-timeout=76s",
			"netty, server.netty.idle-timeout=76s", "netty, spring.application.name=unlimited" })
	void serverThatOutlastsTheProxyIsFine(String server, String property) {
		assertThat(findings(server, OWN_PORT, PROXY, property)).isEmpty();
	}

	private static List<Finding> findings(String server, String... properties) {
		WebApplicationType type = server.equals("netty") ? WebApplicationType.REACTIVE : WebApplicationType.SERVLET;
		String others = Stream.of("tomcat", "jetty", "netty")
			.filter((other) -> !other.equals(server))
			.flatMap(ManagementServerFindingsTests::autoConfigurations)
			.collect(Collectors.joining(","));
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class).web(type)
			.properties("server.port=0", "spring.reactor.netty.shutdown-quiet-period=0s",
					"spring.autoconfigure.exclude=" + others)
			.properties(properties)
			.run()) {
			return context.getBean(Findings.class)
				.collect()
				.stream()
				.filter((finding) -> finding.id().equals("KA025"))
				.toList();
		}
	}

	private static Stream<String> autoConfigurations(String server) {
		if (server.equals("netty")) {
			String root = "org.springframework.boot.reactor.netty.autoconfigure.";
			return Stream.of(root + "NettyReactiveWebServerAutoConfiguration",
					root + "actuate.web.server.NettyReactiveManagementContextAutoConfiguration");
		}
		String name = Character.toUpperCase(server.charAt(0)) + server.substring(1);
		String root = "org.springframework.boot." + server + ".autoconfigure.";
		return Stream.of("Servlet", "Reactive")
			.flatMap((type) -> Stream.of(
					root + type.toLowerCase(Locale.ROOT) + "." + name + type + "WebServerAutoConfiguration",
					root + "actuate.web.server." + name + type + "ManagementContextAutoConfiguration"));
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
