package io.github.keepalive.live;

import java.time.Duration;
import java.util.stream.Stream;

import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.ManualClock;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.HttpHost;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpProxy;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.netty.transport.ProxyProvider;

import org.springframework.boot.http.client.HttpComponentsClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.JettyClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.ReactorClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.reactive.HttpComponentsClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.JettyClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an outbound proxy is the peer of the connections through it: alone for plain
 * requests, together with the target for tunnels.
 */
@Timeout(60)
class OutboundProxyTests {

	private final ManualClock clock = new ManualClock();

	private final OutboundProxy proxy = new OutboundProxy();

	@AfterEach
	void stop() throws Exception {
		this.proxy.close();
	}

	@ParameterizedTest
	@EnumSource(names = { "REACTOR_REST", "REACTOR_WEB" }, mode = EnumSource.Mode.EXCLUDE)
	void windowOfTheProxyCountsForPlainRequests(Stack stack) {
		try (FaultServer target = FaultServer.start()) {
			run(stack, target, Duration.ofSeconds(6), Duration.ofSeconds(3), Duration.ofSeconds(4),
					Duration.ofMillis(5100));
			assertThat(this.proxy.tunnels()).isZero();
		}
	}

	static Stream<Arguments> tunnels() {
		return Stream.of(Stack.values())
			.flatMap((stack) -> Stream.of(Arguments.of(stack, Duration.ofSeconds(6), Duration.ofSeconds(3)),
					Arguments.of(stack, Duration.ofSeconds(3), Duration.ofSeconds(6))));
	}

	@ParameterizedTest
	@MethodSource("tunnels")
	void smallerOfBothWindowsCountsForTunnels(Stack stack, Duration ofProxy, Duration ofTarget) {
		// Reactor Netty tunnels to plain targets as well.
		boolean tls = !stack.name().startsWith("REACTOR");
		try (FaultServer target = tls ? FaultServer.startTls() : FaultServer.start()) {
			run(stack, target, ofProxy, ofTarget, Duration.ofSeconds(2), Duration.ofMillis(2600));
			assertThat(this.proxy.tunnels()).isEqualTo(2);
		}
	}

	private void run(Stack stack, FaultServer target, Duration ofProxy, Duration ofTarget, Duration kept,
			Duration givenUp) {
		stack
			.runner("keepalive.upstreams.egress.hosts=localhost:" + this.proxy.port(),
					"keepalive.upstreams.egress.proxy.idle=" + ofProxy.toSeconds() + "s",
					"keepalive.upstreams.target.hosts=localhost:" + target.port(),
					"keepalive.upstreams.target.proxy.idle=" + ofTarget.toSeconds() + "s")
			.withBean(IdleClock.class, () -> this.clock)
			.withBean(OutboundProxy.class, () -> this.proxy, (definition) -> definition.setDestroyMethodName(""))
			.withUserConfiguration(Egress.class)
			.run((context) -> {
				LiveClient client = stack.client(context.getSourceApplicationContext());
				assertThat(client.get(target.url("/"))).matches(LiveClient.Outcome::ok);
				client.awaitIdle(1);
				this.clock.advance(kept);
				assertThat(client.get(target.url("/"))).matches(LiveClient.Outcome::ok);
				assertThat(this.proxy.accepted()).as("connections after " + kept).isOne();
				client.awaitIdle(1);
				this.clock.advance(givenUp);
				assertThat(client.get(target.url("/"))).matches(LiveClient.Outcome::ok);
				assertThat(this.proxy.accepted()).as("connections after " + givenUp).isEqualTo(2);
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class Egress {

		@Bean
		ClientHttpRequestFactoryBuilderCustomizer<HttpComponentsClientHttpRequestFactoryBuilder> apacheRest(
				OutboundProxy proxy) {
			return (builder) -> builder
				.withConnectionManagerCustomizer((manager) -> manager
					.setTlsSocketStrategy(new DefaultClientTlsStrategy(FaultServer.clientSslContext())))
				.withHttpClientCustomizer((client) -> client.setProxy(new HttpHost("localhost", proxy.port())));
		}

		@Bean
		ClientHttpConnectorBuilderCustomizer<HttpComponentsClientHttpConnectorBuilder> apacheWeb(OutboundProxy proxy) {
			return (builder) -> builder.withConnectionManagerCustomizer(
					(manager) -> manager.setTlsStrategy(new DefaultClientTlsStrategy(FaultServer.clientSslContext())))
				.withHttpClientCustomizer((client) -> client.setProxy(new HttpHost("localhost", proxy.port())));
		}

		@Bean
		ClientHttpRequestFactoryBuilderCustomizer<ReactorClientHttpRequestFactoryBuilder> reactorRest(
				OutboundProxy proxy) {
			return (builder) -> builder.withHttpClientCustomizer((client) -> client.proxy((spec) -> via(spec, proxy)));
		}

		@Bean
		ClientHttpConnectorBuilderCustomizer<ReactorClientHttpConnectorBuilder> reactorWeb(OutboundProxy proxy) {
			return (builder) -> builder.withHttpClientCustomizer((client) -> client.proxy((spec) -> via(spec, proxy)));
		}

		private static void via(ProxyProvider.TypeSpec spec, OutboundProxy proxy) {
			spec.type(ProxyProvider.Proxy.HTTP).host("localhost").port(proxy.port());
		}

		@Bean
		ClientHttpRequestFactoryBuilderCustomizer<JettyClientHttpRequestFactoryBuilder> jettyRest(OutboundProxy proxy) {
			return (builder) -> builder
				.withClientConnectorCustomizerCustomizer((connector) -> connector.setSslContextFactory(ssl()))
				.withHttpClientCustomizer((client) -> via(client, proxy));
		}

		@Bean
		ClientHttpConnectorBuilderCustomizer<JettyClientHttpConnectorBuilder> jettyWeb(OutboundProxy proxy) {
			return (builder) -> builder
				.withClientConnectorCustomizerCustomizer((connector) -> connector.setSslContextFactory(ssl()))
				.withHttpClientCustomizer((client) -> via(client, proxy));
		}

		private static void via(HttpClient client, OutboundProxy proxy) {
			client.getProxyConfiguration().addProxy(new HttpProxy("localhost", proxy.port()));
		}

		private static SslContextFactory.Client ssl() {
			SslContextFactory.Client ssl = new SslContextFactory.Client();
			ssl.setSslContext(FaultServer.clientSslContext());
			return ssl;
		}

	}

}
