package io.github.keepalive.autoconfigure;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.keepalive.connection.Findings;
import io.github.keepalive.connection.IdleCloses;
import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.connection.ServerView;
import io.github.keepalive.connection.TestPolicies;
import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.Origin;
import io.github.keepalive.policy.Severity;
import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a management server on a port of its own is governed like the main one.
 */
@Timeout(120)
class ManagementServerTests {

	private static final String OWN_PORT = "management.server.port=0";

	private static final String PROXY = "keepalive.proxy.idle=75s";

	@Test
	void serverOnItsOwnPortOutlastsTheProxy() {
		run("tomcat", (context) -> {
			assertThat(management(context).type()).isEqualTo("tomcat");
			assertThat(management(context).idleTimeout().value()).isEqualTo(Duration.ofMillis(81_250));
			assertThat(management(context).effectiveIdleTimeout()).isEqualTo(Duration.ofMillis(81_250));
			assertThat(findings(context)).filteredOn((finding) -> finding.severity() != Severity.INFO).isEmpty();
		}, OWN_PORT, PROXY);
	}

	@ParameterizedTest
	@CsvSource({ "tomcat, server.tomcat.keep-alive-timeout", "jetty, server.jetty.connection-idle-timeout",
			"netty, server.netty.idle-timeout" })
	void whatTheUserSetIsKeptAndNamed(String server, String key) {
		run(server, (context) -> {
			assertThat(management(context).effectiveIdleTimeout()).isEqualTo(Duration.ofSeconds(75));
			assertThat(management(context).idleTimeout().origin()).isEqualTo(Origin.CONFIGURED);
			assertThat(findings(context)).extracting(Finding::id).containsExactly("KA020", "KA020");
			assertThat(findings(context)).extracting(Finding::severity).containsExactly(Severity.ERROR, Severity.WARN);
			assertThat(findings(context).get(1).message()).contains("The management server (" + server + ")");
			assertThat(findings(context).get(1).properties()).contains(key);
		}, OWN_PORT, PROXY, key + "=75s");
	}

	@ParameterizedTest
	@ValueSource(strings = { "tomcat", "jetty", "netty" })
	void idleConnectionsToItAreClosedInTime(String server) {
		run(server, (context) -> {
			String port = context.getEnvironment().getProperty("local.management.port");
			Duration idle = idleUntilClosed(Integer.parseInt(port));
			assertThat(idle).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(20));
			Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.untilAsserted(() -> assertThat(closes(context).by(IdleCloses.Side.SERVER).count()).isOne());
			assertThat(closes(context).by(IdleCloses.Side.SERVER).shortest()).isBetween(Duration.ofMillis(950),
					idle.plusMillis(50));
			assertThat(closes(context).by(IdleCloses.Side.PEER).count()).isZero();
			assertThat(context.getBean(MeterRegistry.class)
				.get("keepalive.server.connections.closed")
				.tags("server", "management", "by", "server")
				.functionCounter()
				.count()).isEqualTo(1);
		}, OWN_PORT, "keepalive.proxy.type=none", "keepalive.server.idle=1s");
	}

	private static Duration idleUntilClosed(int port) throws IOException {
		try (Socket socket = new Socket("localhost", port)) {
			socket.setSoTimeout(60_000);
			long sent = System.nanoTime();
			socket.getOutputStream()
				.write("GET /actuator HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			assertThat(socket.getInputStream().read()).isEqualTo('H');
			socket.getInputStream().transferTo(OutputStream.nullOutputStream());
			return Duration.ofNanos(System.nanoTime() - sent);
		}
	}

	@Test
	void onTheSamePortThereIsNone() {
		run("tomcat",
				(context) -> assertThat(context.getBean(ServerRegistry.class).servers()).extracting(ServerView::name)
					.containsExactly("main"),
				PROXY);
	}

	@Test
	void whenServersAreNotGovernedItIsNotEither() {
		run("jetty", (context) -> {
			assertThat(context.getBean(ServerRegistry.class).servers()).isEmpty();
			assertThat(findings(context)).isEmpty();
		}, OWN_PORT, PROXY, "keepalive.server.enabled=false");
	}

	@Test
	void withoutThePlanItStarts() {
		run("tomcat", (context) -> assertThat(context.getBeansOfType(ServerRegistry.class)).isEmpty(), OWN_PORT,
				"keepalive.enabled=false");
	}

	@Test
	void serverThatEscapedIsNamed() {
		ServerRegistry servers = new ServerRegistry();
		ManagementServerFindings findings = new ManagementServerFindings(TestPolicies.behind(Duration.ofSeconds(75)),
				servers, new MockEnvironment().withProperty("management.server.port", "8081"));
		assertThat(findings.findings()).isEmpty();
		servers.register(new Server(ServerRegistry.MAIN));
		assertThat(findings.findings()).singleElement().satisfies((finding) -> {
			assertThat(finding.id()).isEqualTo("KA025");
			assertThat(finding.severity()).isEqualTo(Severity.WARN);
			assertThat(finding.message()).contains("management.server.port 8081").contains("75s");
			assertThat(finding.action()).contains("81.25s");
			assertThat(finding.properties()).containsExactly("management.server.port");
		});
		servers.register(new Server(ServerRegistry.MANAGEMENT));
		assertThat(findings.findings()).isEmpty();
	}

	private static ServerView management(ApplicationContext context) {
		return context.getBean(ServerRegistry.class)
			.servers()
			.stream()
			.filter((server) -> server.name().equals(ServerRegistry.MANAGEMENT))
			.findFirst()
			.orElseThrow();
	}

	private static IdleCloses closes(ApplicationContext context) {
		return management(context).idleCloses();
	}

	private static List<Finding> findings(ApplicationContext context) {
		return context.getBean(Findings.class)
			.collect()
			.stream()
			.filter((finding) -> finding.id().startsWith("KA02"))
			.toList();
	}

	private static void run(String server, Check check, String... properties) {
		WebApplicationType type = server.equals("netty") ? WebApplicationType.REACTIVE : WebApplicationType.SERVLET;
		String others = Stream.of("tomcat", "jetty", "netty")
			.filter((other) -> !other.equals(server))
			.flatMap(ManagementServerTests::autoConfigurations)
			.collect(Collectors.joining(","));
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class).web(type)
			.properties("server.port=0", "spring.reactor.netty.shutdown-quiet-period=0s",
					"spring.autoconfigure.exclude=" + others)
			.properties(properties)
			.run()) {
			check.accept(context);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
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

	private interface Check {

		void accept(ConfigurableApplicationContext context) throws IOException;

	}

	private record Server(String name) implements ServerView {

		@Override
		public String type() {
			return "tomcat";
		}

		@Override
		public @Nullable Derived idleTimeout() {
			return null;
		}

		@Override
		public @Nullable Derived headerTimeout() {
			return null;
		}

		@Override
		public @Nullable Duration effectiveIdleTimeout() {
			return null;
		}

		@Override
		public @Nullable Duration effectiveHeaderTimeout() {
			return null;
		}

	}

}
