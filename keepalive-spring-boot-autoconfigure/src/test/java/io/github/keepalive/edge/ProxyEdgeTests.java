package io.github.keepalive.edge;

import java.io.IOException;

import io.github.keepalive.fault.RepeatReason;
import org.apache.hc.core5.http.HttpHost;
import org.eclipse.jetty.client.HttpProxy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.netty.transport.ProxyProvider;

import org.springframework.boot.http.client.HttpComponentsClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.JettyClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.ReactorClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Edge cases of a forward proxy: the connection that dies is the one to the proxy.
 */
@Timeout(60)
class ProxyEdgeTests {

	// Each connection dies under its second request.
	private static final RawServer proxy = RawServer.start(ProxyEdgeTests::serve);

	@RegisterExtension
	static final EdgeClients clients = EdgeClients.plain().with(ViaProxy.class);

	@AfterAll
	static void stop() {
		proxy.close();
	}

	@ParameterizedTest
	@EnumSource(names = { "APACHE", "REACTOR", "JETTY" })
	void connectionToTheProxyIsJudged(Transport transport) {
		EdgeClient client = clients.client(transport);
		String url = "http://" + transport.library() + ".test/";
		client.warmUp(url);
		assertThat(client.send(url, Send.get()).getBody()).isEqualTo("proxied");
		client.awaitRelease();
		assertThat(client.refusal(url, Send.typical("POST"))).isEqualTo(RepeatReason.METHOD_NOT_IDEMPOTENT);
	}

	private static void serve(RawServer.Wire wire) throws IOException {
		if (wire.request().startsWith("CONNECT ")) {
			wire.write("HTTP/1.1 200 Tunnel\r\n\r\n");
			wire.request();
		}
		wire.answer("proxied");
		wire.request();
	}

	@Configuration(proxyBeanMethods = false)
	static class ViaProxy {

		@Bean
		ClientHttpRequestFactoryBuilderCustomizer<HttpComponentsClientHttpRequestFactoryBuilder> apacheCustomizer() {
			return (builder) -> builder
				.withHttpClientCustomizer((client) -> client.setProxy(new HttpHost("localhost", proxy.port())));
		}

		@Bean
		ClientHttpRequestFactoryBuilderCustomizer<ReactorClientHttpRequestFactoryBuilder> reactorCustomizer() {
			return (builder) -> builder.withHttpClientCustomizer((client) -> client
				.proxy((spec) -> spec.type(ProxyProvider.Proxy.HTTP).host("localhost").port(proxy.port())));
		}

		@Bean
		ClientHttpRequestFactoryBuilderCustomizer<JettyClientHttpRequestFactoryBuilder> jettyCustomizer() {
			return (builder) -> builder.withHttpClientCustomizer(
					(client) -> client.getProxyConfiguration().addProxy(new HttpProxy("localhost", proxy.port())));
		}

	}

}
