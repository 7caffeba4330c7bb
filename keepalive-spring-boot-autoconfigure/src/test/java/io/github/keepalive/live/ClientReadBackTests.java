package io.github.keepalive.live;

import java.lang.ref.Reference;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.keepalive.actuate.KeepAliveDescriptor;
import io.github.keepalive.actuate.KeepAliveEndpoint;
import io.github.keepalive.autoconfigure.KeepAliveEndpointAutoConfiguration;
import io.github.keepalive.connection.Findings;
import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.Severity;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.ManualClock;
import io.netty.channel.ChannelOption;
import io.netty.resolver.AddressResolverGroup;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.eclipse.jetty.client.DuplexConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.transport.TransportConfig;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpComponentsClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.JettyClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.ReactorClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.HttpComponentsClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.JettyClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that what customizers of users change in a client is read back from it and
 * reported.
 */
@org.junit.jupiter.api.Timeout(60)
class ClientReadBackTests {

	private final FaultServer server = FaultServer.start();

	private final ManualClock clock = new ManualClock();

	@AfterEach
	void stop() {
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource
	void whatNobodyCustomizedIsAsPlanned(Stack stack) {
		runner(stack).run((context) -> {
			LiveClient client = stack.client(context.getSourceApplicationContext());
			assertThat(client.get(this.server.url("/")).ok()).isTrue();
			assertThat(findings(context)).noneMatch((finding) -> finding.severity() != Severity.INFO);
			KeepAliveDescriptor report = report(context);
			assertThat(report.status()).isEqualTo(Findings.Verdict.ALIGNED);
			assertThat(report.pools()).singleElement()
				.satisfies((pool) -> assertThat(pool.idleTimeout()).isEqualTo("PT50S"));
			assertThat(report.client().idle().effective()).isEqualTo("PT50S");
		});
	}

	static Stream<Arguments> replacements() {
		return Stream.of(Arguments.of(Stack.HTTP_COMPONENTS_REST, OtherManager.class, "connection manager"),
				Arguments.of(Stack.HTTP_COMPONENTS_WEB, OtherManager.class, "connection manager"),
				Arguments.of(Stack.REACTOR_REST, OtherProvider.class, "connection provider"),
				Arguments.of(Stack.REACTOR_WEB, OtherProvider.class, "connection provider"),
				Arguments.of(Stack.REACTOR_REST, OtherClient.class, "connection provider"),
				Arguments.of(Stack.JETTY_REST, OtherPool.class, "connection pool"),
				Arguments.of(Stack.JETTY_WEB, OtherPool.class, "connection pool"));
	}

	@ParameterizedTest
	@MethodSource("replacements")
	void replacedPoolIsNamed(Stack stack, Class<?> configuration, String what) {
		runner(stack).withUserConfiguration(configuration).run((context) -> {
			LiveClient client = stack.client(context.getSourceApplicationContext());
			assertThat(client.get(this.server.url("/")).ok()).isTrue();
			String bean = stack.web() ? "clientHttpConnectorBuilder" : "clientHttpRequestFactoryBuilder";
			assertThat(findings(context)).filteredOn((finding) -> finding.id().equals("KA032"))
				.singleElement()
				.satisfies((finding) -> assertThat(finding.message()).contains(what).contains("'" + bean + "'"));
		});
	}

	@ParameterizedTest
	@EnumSource(names = { "REACTOR_REST", "REACTOR_WEB" })
	void providerOfABuilderBeanIsLeftAlone(Stack stack) {
		runner(stack).withUserConfiguration(OwnBuilder.class).run((context) -> {
			LiveClient client = stack.client(context.getSourceApplicationContext());
			assertThat(client.get(this.server.url("/")).ok()).isTrue();
			assertThat(context.getBean(CountingProvider.class).acquired).hasValue(1);
			assertThat(findings(context)).filteredOn((finding) -> finding.id().equals("KA032"))
				.singleElement()
				.satisfies((finding) -> assertThat(finding.message()).contains("connection provider")
					.contains(stack.web() ? "'ownConnectors'" : "'ownFactories'"));
		});
	}

	@ParameterizedTest
	@EnumSource(names = { "REACTOR_REST", "REACTOR_WEB" })
	void providerOfTheResourceFactoryIsReplaced(Stack stack) {
		runner(stack).withUserConfiguration(OwnResources.class).run((context) -> {
			LiveClient client = stack.client(context.getSourceApplicationContext());
			assertThat(client.get(this.server.url("/")).ok()).isTrue();
			assertThat(findings(context)).noneMatch((finding) -> finding.id().equals("KA032"));
			assertThat(report(context).pools()).isNotEmpty();
		});
	}

	@ParameterizedTest
	@CsvSource({ "90, KA040, ERROR, MISALIGNED", "60, KA040, ERROR, MISALIGNED", "55, KA041, WARN, ALIGNED",
			"20, KA041, INFO, ALIGNED" })
	void idleTimeoutSetOnJettyIsComparedWithPlanAndWindow(long seconds, String id, Severity severity,
			Findings.Verdict verdict) {
		runner(Stack.JETTY_REST).withBean(JettyIdle.class, () -> new JettyIdle(seconds)).run((context) -> {
			LiveClient client = Stack.JETTY_REST.client(context.getSourceApplicationContext());
			assertThat(client.get(this.server.url("/")).ok()).isTrue();
			assertThat(findings(context)).singleElement().satisfies((finding) -> {
				assertThat(finding.id()).isEqualTo(id);
				assertThat(finding.severity()).isEqualTo(severity);
				assertThat(finding.message()).contains("jetty-")
					.contains(seconds + "s (HttpClient.setIdleTimeout")
					.contains("keepalive.proxy.idle 60s");
				assertThat(finding.action()).contains("keepalive.client.idle");
			});
			KeepAliveDescriptor report = report(context);
			assertThat(report.status()).isEqualTo(verdict);
			assertThat(report.client().idle().value()).isEqualTo("PT50S");
			assertThat(report.client().idle().effective()).isEqualTo(Duration.ofSeconds(seconds).toString());
		});
	}

	@Test
	void againstAnAssumedWindowTheOrderMayBeRight() {
		runner(Stack.JETTY_REST).withPropertyValues("keepalive.proxy.idle=")
			.withBean(JettyIdle.class, () -> new JettyIdle(90))
			.run((context) -> {
				LiveClient client = Stack.JETTY_REST.client(context.getSourceApplicationContext());
				assertThat(findings(context)).filteredOn((finding) -> finding.id().equals("KA040"))
					.singleElement()
					.returns(Severity.WARN, Finding::severity);
				// Registries hold clients weakly.
				Reference.reachabilityFence(client);
			});
	}

	@Test
	void idleTimeoutSetOnJettyLeavesUpstreamsTheirShorterOne() {
		runner(Stack.JETTY_REST)
			.withPropertyValues("keepalive.upstreams.here.hosts=localhost,127.0.0.1",
					"keepalive.upstreams.here.proxy.idle=6s")
			.withBean(JettyIdle.class, () -> new JettyIdle(55))
			.run((context) -> {
				LiveClient client = Stack.JETTY_REST.client(context.getSourceApplicationContext());
				assertThat(client.get(this.server.url("/")).ok()).isTrue();
				assertThat(report(context).upstreams().get("here").window().effective().value()).isEqualTo("PT5S");
				assertThat(findings(context)).singleElement()
					.satisfies((finding) -> assertThat(finding.message()).contains("55s").doesNotContain("here"));
			});
	}

	@ParameterizedTest
	@EnumSource(names = { "HTTP_COMPONENTS_REST", "HTTP_COMPONENTS_WEB" })
	void shorterIdleTimeoutInTheConnectionConfigIsReadBack(Stack stack) {
		runner(stack).withUserConfiguration(ShortConnectionConfig.class).run((context) -> {
			LiveClient client = stack.client(context.getSourceApplicationContext());
			assertThat(client.get(this.server.url("/")).ok()).isTrue();
			assertThat(findings(context)).singleElement().satisfies((finding) -> {
				assertThat(finding.id()).isEqualTo("KA041");
				assertThat(finding.severity()).isEqualTo(Severity.INFO);
				assertThat(finding.message()).contains("5s (ConnectionConfig.setIdleTimeout").contains("50s");
			});
			assertThat(report(context).client().idle().effective()).isEqualTo("PT5S");
		});
	}

	@ParameterizedTest
	@EnumSource(names = { "HTTP_COMPONENTS_REST", "HTTP_COMPONENTS_WEB" })
	void nothingInHttpClientKeepsConnectionsForLonger(Stack stack) {
		runner(stack).withUserConfiguration(LongEverything.class)
			.withBean(IdleClock.class, () -> this.clock)
			.run((context) -> {
				LiveClient client = stack.client(context.getSourceApplicationContext());
				assertThat(client.get(this.server.url("/")).ok()).isTrue();
				client.awaitIdle(1);
				this.clock.advance(Duration.ofSeconds(51));
				assertThat(client.get(this.server.url("/")).ok()).isTrue();
				assertThat(this.server.connectionsOpened()).isEqualTo(2);
				assertThat(findings(context)).isEmpty();
			});
	}

	@ParameterizedTest
	@EnumSource(names = { "HTTP_COMPONENTS_REST", "REACTOR_REST", "REACTOR_WEB" })
	void probesAreNoIdleTimeout(Stack stack) {
		runner(stack).withUserConfiguration(Probes.class).run((context) -> {
			LiveClient client = stack.client(context.getSourceApplicationContext());
			assertThat(findings(context)).singleElement().satisfies((finding) -> {
				assertThat(finding.id()).isEqualTo("KA045");
				assertThat(finding.severity()).isEqualTo(Severity.INFO);
				assertThat(finding.message()).contains("TCP keep-alive");
			});
			Reference.reachabilityFence(client);
		});
	}

	private static ApplicationContextRunner runner(Stack stack) {
		return stack
			.runner("spring.http.clients.read-timeout=20s", "management.endpoints.web.exposure.include=keepalive")
			.withConfiguration(AutoConfigurations.of(KeepAliveEndpointAutoConfiguration.class));
	}

	private static List<Finding> findings(ApplicationContext context) {
		return context.getBean(Findings.class).collect();
	}

	private static KeepAliveDescriptor report(ApplicationContext context) {
		return context.getBean(KeepAliveEndpoint.class).report();
	}

	record JettyIdle(
			long seconds) implements ClientHttpRequestFactoryBuilderCustomizer<JettyClientHttpRequestFactoryBuilder> {

		@Override
		public JettyClientHttpRequestFactoryBuilder customize(JettyClientHttpRequestFactoryBuilder builder) {
			return builder.withHttpClientCustomizer((client) -> client.setIdleTimeout(this.seconds * 1000));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherManager {

		@Bean
		ClientHttpRequestFactoryBuilderCustomizer<HttpComponentsClientHttpRequestFactoryBuilder> classic() {
			return (builder) -> builder.withHttpClientCustomizer(
					(client) -> client.setConnectionManager(new PoolingHttpClientConnectionManager()));
		}

		@Bean
		ClientHttpConnectorBuilderCustomizer<HttpComponentsClientHttpConnectorBuilder> async() {
			return (builder) -> builder.withHttpClientCustomizer(
					(client) -> client.setConnectionManager(new PoolingAsyncClientConnectionManager()));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherProvider {

		@Bean(destroyMethod = "dispose")
		ConnectionProvider provider() {
			return ConnectionProvider.create("own");
		}

		@Bean
		ClientHttpRequestFactoryBuilderCustomizer<ReactorClientHttpRequestFactoryBuilder> rest(
				ConnectionProvider provider) {
			return (builder) -> builder.withHttpClientFactory(() -> HttpClient.create(provider));
		}

		@Bean
		ClientHttpConnectorBuilderCustomizer<ReactorClientHttpConnectorBuilder> web(ConnectionProvider provider) {
			return (builder) -> builder.withHttpClientFactory(() -> HttpClient.create(provider));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnBuilder {

		@Bean
		CountingProvider provider() {
			return new CountingProvider();
		}

		@Bean
		ClientHttpRequestFactoryBuilder<?> ownFactories(CountingProvider provider) {
			return ClientHttpRequestFactoryBuilder.reactor().withHttpClientFactory(() -> HttpClient.create(provider));
		}

		@Bean
		ClientHttpConnectorBuilder<?> ownConnectors(CountingProvider provider) {
			return ClientHttpConnectorBuilder.reactor().withHttpClientFactory(() -> HttpClient.create(provider));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnResources {

		@Bean
		ReactorResourceFactory ownResourceFactory() {
			ReactorResourceFactory factory = new ReactorResourceFactory();
			factory.setUseGlobalResources(false);
			factory.setShutdownQuietPeriod(Duration.ZERO);
			return factory;
		}

		@Bean
		ClientHttpRequestFactoryBuilder<?> ownFactories(ReactorResourceFactory resources) {
			return ClientHttpRequestFactoryBuilder.reactor().withReactorResourceFactory(resources);
		}

		@Bean
		ClientHttpConnectorBuilder<?> ownConnectors(ReactorResourceFactory resources) {
			return ClientHttpConnectorBuilder.reactor().withReactorResourceFactory(resources);
		}

	}

	static class CountingProvider implements ConnectionProvider {

		private final ConnectionProvider delegate = ConnectionProvider.create("own");

		final AtomicInteger acquired = new AtomicInteger();

		@Override
		public Mono<? extends Connection> acquire(TransportConfig config, ConnectionObserver observer,
				Supplier<? extends SocketAddress> remoteAddress, AddressResolverGroup<?> resolverGroup) {
			this.acquired.incrementAndGet();
			return this.delegate.acquire(config, observer, remoteAddress, resolverGroup);
		}

		@Override
		public void dispose() {
			this.delegate.dispose();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherClient {

		@Bean
		ClientHttpRequestFactoryBuilderCustomizer<ReactorClientHttpRequestFactoryBuilder> rest() {
			return (builder) -> builder.withHttpClientCustomizer((client) -> HttpClient.newConnection());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherPool {

		@Bean
		ClientHttpRequestFactoryBuilderCustomizer<JettyClientHttpRequestFactoryBuilder> rest() {
			return (builder) -> builder.withHttpClientCustomizer(OtherPool::replace);
		}

		@Bean
		ClientHttpConnectorBuilderCustomizer<JettyClientHttpConnectorBuilder> web() {
			return (builder) -> builder.withHttpClientCustomizer(OtherPool::replace);
		}

		private static void replace(org.eclipse.jetty.client.HttpClient client) {
			client.getHttpClientTransport()
				.setConnectionPoolFactory((destination) -> new DuplexConnectionPool(destination, 5));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ShortConnectionConfig {

		@Bean
		ClientHttpRequestFactoryBuilderCustomizer<HttpComponentsClientHttpRequestFactoryBuilder> classic() {
			return (builder) -> builder
				.withConnectionConfigCustomizer((config) -> config.setIdleTimeout(Timeout.ofSeconds(5)));
		}

		@Bean
		ClientHttpConnectorBuilderCustomizer<HttpComponentsClientHttpConnectorBuilder> async() {
			return (builder) -> builder
				.withConnectionConfigCustomizer((config) -> config.setIdleTimeout(Timeout.ofSeconds(5)));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LongEverything {

		private static final TimeValue LONG = TimeValue.ofMinutes(10);

		@Bean
		ClientHttpRequestFactoryBuilderCustomizer<HttpComponentsClientHttpRequestFactoryBuilder> classic() {
			return (builder) -> builder
				.withConnectionConfigCustomizer((config) -> config.setIdleTimeout(Timeout.ofMinutes(10)))
				.withHttpClientCustomizer((client) -> client.setKeepAliveStrategy((response, context) -> LONG)
					.evictExpiredConnections()
					.evictIdleConnections(LONG));
		}

		@Bean
		ClientHttpConnectorBuilderCustomizer<HttpComponentsClientHttpConnectorBuilder> async() {
			return (builder) -> builder
				.withConnectionConfigCustomizer((config) -> config.setIdleTimeout(Timeout.ofMinutes(10)))
				.withHttpClientCustomizer((client) -> client.setKeepAliveStrategy((response, context) -> LONG)
					.evictExpiredConnections()
					.evictIdleConnections(LONG));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Probes {

		@Bean
		ClientHttpRequestFactoryBuilderCustomizer<ClientHttpRequestFactoryBuilder<?>> rest() {
			return (builder) -> {
				if (builder instanceof HttpComponentsClientHttpRequestFactoryBuilder apache) {
					return apache.withSocketConfigCustomizer((socket) -> socket.setTcpKeepIdle(30));
				}
				return ((ReactorClientHttpRequestFactoryBuilder) builder)
					.withHttpClientCustomizer((client) -> client.option(ChannelOption.SO_KEEPALIVE, true));
			};
		}

		@Bean
		ClientHttpConnectorBuilderCustomizer<ReactorClientHttpConnectorBuilder> web() {
			return (builder) -> builder
				.withHttpClientCustomizer((client) -> client.option(ChannelOption.SO_KEEPALIVE, true));
		}

	}

}
