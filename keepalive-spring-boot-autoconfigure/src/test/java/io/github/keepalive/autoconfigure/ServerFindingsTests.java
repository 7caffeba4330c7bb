package io.github.keepalive.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.keepalive.connection.Findings;
import io.github.keepalive.connection.ServerFindings;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.Severity;
import io.netty.channel.ChannelOption;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.Http11NioProtocol;
import org.eclipse.jetty.server.AbstractConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.test.context.runner.AbstractApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.reactive.context.AnnotationConfigReactiveWebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.reactive.HttpHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServerFindings} on running servers.
 */
@Timeout(120)
class ServerFindingsTests {

	private static final String PROXY = "keepalive.proxy.idle=60s";

	@ParameterizedTest
	@ValueSource(strings = { "tomcat", "jetty", "netty" })
	void whenOnlyTheProxyIsSetFindsNothing(String server) {
		assertThat(findings(server, PROXY)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "tomcat", "jetty", "netty" })
	void whenNothingIsSetFindsTheAssumptionOnly(String server) {
		assertThat(findings(server)).extracting(Finding::id).containsExactly("KA001");
	}

	@ParameterizedTest
	@ValueSource(strings = { "tomcat", "jetty", "netty" })
	void whenConnectionsAreDirectFindsNothing(String server) {
		assertThat(findings(server, "keepalive.proxy.type=none")).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "server.tomcat.keep-alive-timeout=20s", "server.tomcat.keep-alive-timeout=60s",
			"server.jetty.connection-idle-timeout=20s", "server.jetty.connection-idle-timeout=60s",
			"server.netty.idle-timeout=20s", "server.netty.idle-timeout=60s" })
	void idleTimeoutThatDoesNotOutlastTheProxyIsAnError(String property) {
		assertThat(findings(property.split("\\.")[1], PROXY, property)).singleElement().satisfies((finding) -> {
			assertThat(finding.id()).isEqualTo("KA020");
			assertThat(finding.severity()).isEqualTo(Severity.ERROR);
			assertThat(finding.message()).contains("main server").contains(property.replace('=', ' ')).contains("60s");
			assertThat(finding.action()).contains("65s");
			assertThat(finding.properties()).contains(property.split("=")[0]);
		});
	}

	@ParameterizedTest
	@CsvSource({ "server.tomcat.keep-alive-timeout=61s", "server.jetty.connection-idle-timeout=61s",
			"server.netty.idle-timeout=61s" })
	void idleTimeoutThatOutlastsTheProxyIsInOrder(String property) {
		assertThat(findings(property.split("\\.")[1], PROXY, property)).isEmpty();
	}

	@Test
	void idleTimeoutSetByALaterCustomizerIsReadBack() {
		Stream.of(tomcat(PROXY), jetty(PROXY), netty(PROXY))
			.map((runner) -> runner.withUserConfiguration(LaterCustomizers.class))
			.forEach((runner) -> assertThat(findings(runner)).singleElement().satisfies((finding) -> {
				assertThat(finding.id()).isEqualTo("KA020");
				assertThat(finding.message()).contains("after 20s (set by the application, where 65s was planned)");
			}));
	}

	@Test
	void additionalConnectorThatClosesFirstIsNamedByItsPort() {
		tomcat(PROXY).withUserConfiguration(ShortAdditionalConnector.class).run((context) -> {
			String port = String.valueOf(context.getBean(Connector.class).getLocalPort());
			assertThat(context.getBean(Findings.class).collect()).singleElement().satisfies((finding) -> {
				assertThat(finding.id()).isEqualTo("KA020");
				assertThat(finding.message()).contains("The " + port + " server (tomcat)").contains("20s");
				assertThat(finding.properties()).doesNotContain("server.tomcat.keep-alive-timeout");
			});
		});
	}

	@Test
	void additionalConnectorIsGoverned() {
		tomcat(PROXY).withUserConfiguration(AdditionalConnector.class)
			.run((context) -> assertThat(context.getBean(Findings.class).collect()).isEmpty());
	}

	@Test
	void shortConnectionTimeoutCutsWhatABalancerOpenedAhead() {
		assertThat(findings("tomcat", PROXY, "server.tomcat.connection-timeout=10s")).singleElement()
			.satisfies((finding) -> {
				assertThat(finding.id()).isEqualTo("KA022");
				assertThat(finding.severity()).isEqualTo(Severity.INFO);
				assertThat(finding.message()).contains("waits 10s")
					.contains("server.tomcat.connection-timeout 10s")
					.contains("keeps used ones for 65s");
				assertThat(finding.action()).contains("keepalive.server.header-timeout").contains("remove");
				assertThat(finding.properties()).contains("server.tomcat.connection-timeout");
			});
	}

	@Test
	void shortHeaderTimeoutOfReactorNettyCutsWhatABalancerOpenedAhead() {
		assertThat(findings("netty", PROXY, "keepalive.server.header-timeout=10s")).extracting(Finding::id)
			.containsExactly("KA022");
	}

	@ParameterizedTest
	@CsvSource({ "tomcat, keepalive.proxy.idle=600s, 1", "tomcat, keepalive.proxy.idle=70s, 0",
			"jetty, keepalive.proxy.idle=600s, 0", "netty, keepalive.proxy.idle=600s, 0" })
	void derivedHeaderTimeoutIsAFindingOnlyWhereTheProxyCanOutlastIt(String server, String proxy, int findings) {
		assertThat(findings(server, proxy)).hasSize(findings)
			.allSatisfy((finding) -> assertThat(finding.message()).contains("capped at 75s"));
	}

	@ParameterizedTest
	@CsvSource({ "tomcat, server.tomcat.connection-timeout=10m, server.tomcat.connection-timeout",
			"tomcat, keepalive.server.header-timeout=121s, keepalive.server.header-timeout",
			"tomcat, server.tomcat.connection-timeout=-1, server.tomcat.connection-timeout",
			"jetty, server.jetty.connection-idle-timeout=10m, server.jetty.connection-idle-timeout",
			"jetty, server.jetty.connection-idle-timeout=-1, server.jetty.connection-idle-timeout",
			"netty, keepalive.server.header-timeout=10m, keepalive.server.header-timeout" })
	void longHeaderTimeoutExposesToSlowSenders(String server, String property, String key) {
		assertThat(findings(server, PROXY, property)).singleElement().satisfies((finding) -> {
			assertThat(finding.id()).isEqualTo("KA023");
			assertThat(finding.severity()).isEqualTo(Severity.WARN);
			assertThat(finding.action()).contains("Set '" + key + "' to at most 120s");
			assertThat(finding.properties()).contains(key);
		});
	}

	@ParameterizedTest
	@CsvSource({ "tomcat, server.tomcat.connection-timeout=120s", "tomcat, keepalive.server.header-timeout=120s",
			"jetty, server.jetty.connection-idle-timeout=120s", "netty, server.netty.idle-timeout=10m" })
	void ordinaryHeaderTimeoutIsNoExposure(String server, String property) {
		assertThat(findings(server, PROXY, property)).isEmpty();
	}

	@Test
	void oneTimeoutForBothMayBeAsLongAsTheOrderNeeds() {
		assertThat(findings("jetty", "keepalive.proxy.idle=600s", "server.jetty.connection-idle-timeout=620s"))
			.isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "tomcat, 10, after 10 requests", "tomcat, 1, after each request", "netty, 99, after 99 requests" })
	void fewRequestsForEachConnectionCostTheProxy(String server, int requests, String text) {
		String key = "server." + server + ".max-keep-alive-requests";
		assertThat(findings(server, PROXY, key + "=" + requests)).singleElement().satisfies((finding) -> {
			assertThat(finding.id()).isEqualTo("KA024");
			assertThat(finding.severity()).isEqualTo(Severity.INFO);
			assertThat(finding.message()).contains(text);
			assertThat(finding.action()).contains(key);
		});
	}

	@ParameterizedTest
	@CsvSource({ "keepalive.proxy.idle=60s, 100", "keepalive.proxy.idle=60s, -1", "keepalive.proxy.type=none, 10" })
	void enoughRequestsOrNoPoolingProxyCostNothing(String proxy, int requests) {
		assertThat(findings("tomcat", proxy, "server.tomcat.max-keep-alive-requests=" + requests)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "tomcat", "jetty", "netty" })
	void immediateShutdownIsNamed(String server) {
		assertThat(findings(server, PROXY, "server.shutdown=immediate")).singleElement().satisfies((finding) -> {
			assertThat(finding.id()).isEqualTo("KA026");
			assertThat(finding.severity()).isEqualTo(Severity.INFO);
			assertThat(finding.properties()).containsExactly("server.shutdown");
		});
		assertThat(findings(server, PROXY, "server.shutdown=graceful")).isEmpty();
	}

	@Test
	void probesOfTomcatDoNotRepairTheOrder() {
		tomcat(PROXY).withUserConfiguration(ProbingTomcat.class)
			.run((context) -> assertProbes(context.getBean(Findings.class).collect(), "socket.soKeepAlive"));
	}

	@Test
	void probesOfReactorNettyDoNotRepairTheOrder() {
		netty(PROXY).withUserConfiguration(ProbingNetty.class)
			.run((context) -> assertProbes(context.getBean(Findings.class).collect(), "SO_KEEPALIVE"));
	}

	private static void assertProbes(List<Finding> findings, String option) {
		assertThat(findings).singleElement().satisfies((finding) -> {
			assertThat(finding.id()).isEqualTo("KA027");
			assertThat(finding.severity()).isEqualTo(Severity.INFO);
			assertThat(finding.message()).contains(option);
			assertThat(finding.properties()).contains("keepalive.server.idle");
		});
	}

	private static List<Finding> findings(String server, String... properties) {
		AbstractApplicationContextRunner<?, ?, ?> runner = switch (server) {
			case "tomcat" -> tomcat(properties);
			case "jetty" -> jetty(properties);
			default -> netty(properties);
		};
		return findings(runner);
	}

	private static List<Finding> findings(AbstractApplicationContextRunner<?, ?, ?> runner) {
		List<Finding> findings = new ArrayList<>();
		runner.run((context) -> {
			assertThat(context.getStartupFailure()).isNull();
			findings.addAll(context.getBean(Findings.class).collect());
		});
		return findings;
	}

	private static WebApplicationContextRunner tomcat(String... properties) {
		return servlet(TomcatServletWebServerAutoConfiguration.class, TomcatServerKeepAliveAutoConfiguration.class)
			.withPropertyValues(properties);
	}

	private static WebApplicationContextRunner jetty(String... properties) {
		return servlet(JettyServletWebServerAutoConfiguration.class, JettyServerKeepAliveAutoConfiguration.class)
			.withPropertyValues(properties);
	}

	private static WebApplicationContextRunner servlet(Class<?> server, Class<?> governed) {
		return new WebApplicationContextRunner(AnnotationConfigServletWebServerApplicationContext::new)
			.withConfiguration(AutoConfigurations.of(server, KeepAliveAutoConfiguration.class, governed))
			.withPropertyValues("server.port=0");
	}

	private static ReactiveWebApplicationContextRunner netty(String... properties) {
		return new ReactiveWebApplicationContextRunner(AnnotationConfigReactiveWebServerApplicationContext::new)
			.withConfiguration(AutoConfigurations.of(NettyReactiveWebServerAutoConfiguration.class,
					KeepAliveAutoConfiguration.class, NettyServerKeepAliveAutoConfiguration.class))
			.withUserConfiguration(ReactiveHandler.class)
			.withPropertyValues("server.port=0", "spring.reactor.netty.shutdown-quiet-period=0s")
			.withPropertyValues(properties);
	}

	@Configuration(proxyBeanMethods = false)
	static class ReactiveHandler {

		@Bean
		HttpHandler httpHandler() {
			return (request, response) -> response.setComplete();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LaterCustomizers {

		@Bean
		WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> tomcat() {
			return (factory) -> factory.addConnectorCustomizers((connector) -> {
				if (connector.getProtocolHandler() instanceof Http11NioProtocol protocol) {
					protocol.setKeepAliveTimeout(20_000);
				}
			});
		}

		@Bean
		WebServerFactoryCustomizer<ConfigurableJettyWebServerFactory> jetty() {
			return (factory) -> factory.addServerCustomizers((server) -> {
				for (org.eclipse.jetty.server.Connector connector : server.getConnectors()) {
					((AbstractConnector) connector).setIdleTimeout(20_000);
				}
			});
		}

		@Bean
		WebServerFactoryCustomizer<NettyReactiveWebServerFactory> netty() {
			return (factory) -> factory.addServerCustomizers((server) -> server.idleTimeout(Duration.ofSeconds(20)));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AdditionalConnector {

		@Bean
		Connector additional() {
			Connector connector = new Connector();
			connector.setPort(0);
			return connector;
		}

		@Bean
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> additionalConnector(Connector connector) {
			return (factory) -> factory.addAdditionalConnectors(connector);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ShortAdditionalConnector {

		@Bean
		Connector additional() {
			Connector connector = new AdditionalConnector().additional();
			((Http11NioProtocol) connector.getProtocolHandler()).setKeepAliveTimeout(20_000);
			return connector;
		}

		@Bean
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> additionalConnector(Connector connector) {
			return (factory) -> factory.addAdditionalConnectors(connector);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ProbingTomcat {

		@Bean
		TomcatConnectorCustomizer probes() {
			return (connector) -> connector.setProperty("socket.soKeepAlive", "true");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ProbingNetty {

		@Bean
		NettyServerCustomizer probes() {
			return (server) -> server.childOption(ChannelOption.SO_KEEPALIVE, true);
		}

	}

}
