package io.github.keepalive.autoconfigure;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.keepalive.actuate.KeepAliveEndpoint;
import io.github.keepalive.client.apache.ApacheKeepAliveCustomizer;
import io.github.keepalive.client.inventory.ClientInventory;
import io.github.keepalive.client.jetty.JettyKeepAliveCustomizer;
import io.github.keepalive.client.reactor.ReactorKeepAliveCustomizer;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.server.jetty.JettyServerKeepAliveCustomizer;
import io.github.keepalive.server.netty.NettyServerKeepAliveCustomizer;
import io.github.keepalive.server.tomcat.TomcatKeepAliveCustomizer;
import io.github.keepalive.test.FaultServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.restclient.test.MockServerRestClientCustomizer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.test.web.client.match.MockRestRequestMatchers;
import org.springframework.test.web.client.response.MockRestResponseCreators;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests that the starter fits into whatever application it is added to.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class GoodGuestTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withUserConfiguration(Application.class)
		.withPropertyValues("spring.reactor.netty.shutdown-quiet-period=0s");

	static Stream<Arguments> libraries() {
		return Stream.of(Arguments.of("org.apache.hc.client5", ApacheKeepAliveCustomizer.class),
				Arguments.of("org.eclipse.jetty.client", JettyKeepAliveCustomizer.class),
				Arguments.of("reactor.netty", ReactorKeepAliveCustomizer.class),
				Arguments.of("io.github.resilience4j.retry", RepeatWrapping.class),
				Arguments.of("org.springframework.web.reactive", NettyServerKeepAliveCustomizer.class));
	}

	@ParameterizedTest
	@MethodSource("libraries")
	void backsOffWhenLibraryIsMissing(String missing, Class<?> bean) {
		this.contextRunner.withClassLoader(new FilteredClassLoader(missing))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(KeepAlivePolicy.class)
				.doesNotHaveBean(bean));
	}

	@Test
	void startsWithoutHttpClientsOfSpringBoot() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(KeepAliveAutoConfiguration.class,
					KeepAliveEndpointAutoConfiguration.class, ApacheClientKeepAliveAutoConfiguration.class,
					ReactorClientKeepAliveAutoConfiguration.class, JettyClientKeepAliveAutoConfiguration.class,
					JdkClientKeepAliveAutoConfiguration.class, RetryKeepAliveAutoConfiguration.class,
					RestClientKeepAliveAutoConfiguration.class, WebClientKeepAliveAutoConfiguration.class))
			.withPropertyValues("management.endpoints.web.exposure.include=keepalive")
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.http.client"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(KeepAlivePolicy.class)
				.hasSingleBean(KeepAliveEndpoint.class)
				.doesNotHaveBean(RequestFactoryTuner.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.apache.catalina", "org.eclipse.jetty.server", "reactor.netty.http.server" })
	void serverCustomizersBackOffWhenServerIsMissing(String missing) {
		new WebApplicationContextRunner().withUserConfiguration(Application.class)
			.withClassLoader(new FilteredClassLoader(missing))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBeansOfType(TomcatKeepAliveCustomizer.class))
					.hasSize(missing.contains("catalina") ? 0 : 1);
				assertThat(context.getBeansOfType(JettyServerKeepAliveCustomizer.class))
					.hasSize(missing.contains("jetty") ? 0 : 1);
			});
	}

	@Test
	void startsAsWarInsideAContainerThatIsNotOurs(CapturedOutput output) {
		new WebApplicationContextRunner().withUserConfiguration(Application.class)
			.withPropertyValues("keepalive.proxy.idle=60s", "management.endpoints.web.exposure.include=keepalive")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(KeepAliveEndpoint.class).report().servers()).isEmpty();
			});
		assertThat(output).contains("no embedded server");
	}

	@ParameterizedTest
	@CsvSource({ "SERVLET, jetty", "SERVLET, tomcat", "REACTIVE, jetty", "REACTIVE, tomcat", "REACTIVE, netty" })
	void reportsTheRunningServer(WebApplicationType type, String server, CapturedOutput output) {
		String others = Stream.of("jetty", "tomcat", "netty")
			.filter((other) -> !other.equals(server))
			.map(GoodGuestTests::serverAutoConfigurations)
			.collect(Collectors.joining(","));
		try (ConfigurableApplicationContext context = start(type, "spring.autoconfigure.exclude=" + others)) {
			String port = context.getEnvironment().getProperty("local.server.port");
			String report = context.getBean(RestClient.Builder.class)
				.build()
				.get()
				.uri("http://localhost:" + port + "/actuator/keepalive")
				.retrieve()
				.body(String.class);
			assertThat(report).contains("\"status\":\"ALIGNED\"")
				.contains("keepalive.proxy.idle 75s less margin 10s")
				.contains("\"type\":\"" + server + "\"")
				.contains("\"effective\":\"PT1M21.25S\"");
		}
		assertThat(output)
			.contains(server + " idle 81.25s (keepalive.proxy.idle 75s plus margin 6.25s); RestClient on HttpClient 5");
	}

	private static String serverAutoConfigurations(String server) {
		if (server.equals("netty")) {
			return "org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration";
		}
		String name = Character.toUpperCase(server.charAt(0)) + server.substring(1);
		String root = "org.springframework.boot." + server + ".autoconfigure.";
		return root + "servlet." + name + "ServletWebServerAutoConfiguration," + root + "reactive." + name
				+ "ReactiveWebServerAutoConfiguration";
	}

	@Test
	void contextRestartsLeaveNoThreadBehind() {
		Set<String> before = threads();
		for (int i = 0; i < 3; i++) {
			try (FaultServer server = FaultServer.start();
					ConfigurableApplicationContext context = start(WebApplicationType.SERVLET)) {
				context.getBean(RestClient.Builder.class)
					.build()
					.get()
					.uri(server.url("/"))
					.retrieve()
					.body(String.class);
				assertThat(threads()).contains("keepalive-maintenance");
			}
		}
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(
					() -> assertThat(threads()).filteredOn((name) -> name.contains("keepalive")).isSubsetOf(before));
	}

	@Test
	void mockRestServiceServerStillTakesTheRequests() {
		this.contextRunner.withUserConfiguration(MockedServer.class).run((context) -> {
			MockServerRestClientCustomizer mock = context.getBean(MockServerRestClientCustomizer.class);
			RestClient client = context.getBean(RestClient.Builder.class).build();
			mock.getServer()
				.expect(MockRestRequestMatchers.requestTo("/hello"))
				.andRespond(MockRestResponseCreators.withSuccess("mocked", MediaType.TEXT_PLAIN));
			assertThat(client.get().uri("/hello").retrieve().body(String.class)).isEqualTo("mocked");
		});
	}

	@Test
	void urlConnectionIsNamed() {
		this.contextRunner.withPropertyValues("spring.http.clients.imperative.factory=simple").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(ClientInventory.class).findings()).singleElement()
				.satisfies((finding) -> assertThat(finding.id()).isEqualTo("KA030"));
		});
	}

	@Test
	void serverSetByUserThatBreaksTheOrderStopsTheStartIfAsked(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(WebApplicationType.SERVLET,
				"server.jetty.connection-idle-timeout=75s", "keepalive.verify=fail"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("server.jetty.connection-idle-timeout")
			.contains("81.25s")
			.contains("keepalive.verify");
	}

	private static Set<String> threads() {
		return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).collect(Collectors.toSet());
	}

	private static ConfigurableApplicationContext start(WebApplicationType type, String... properties) {
		return new SpringApplicationBuilder(Application.class).web(type)
			.properties("server.port=0", "keepalive.proxy.idle=75s",
					"management.endpoints.web.exposure.include=keepalive",
					"spring.reactor.netty.shutdown-quiet-period=0s")
			.properties(properties)
			.run();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class MockedServer {

		@Bean
		MockServerRestClientCustomizer mockServerRestClientCustomizer() {
			return new MockServerRestClientCustomizer();
		}

	}

}
