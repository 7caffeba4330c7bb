package io.github.keepalive.edge;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.keepalive.autoconfigure.ApacheClientKeepAliveAutoConfiguration;
import io.github.keepalive.autoconfigure.JettyClientKeepAliveAutoConfiguration;
import io.github.keepalive.autoconfigure.KeepAliveAutoConfiguration;
import io.github.keepalive.autoconfigure.ReactorClientKeepAliveAutoConfiguration;
import io.github.keepalive.autoconfigure.RestClientKeepAliveAutoConfiguration;
import io.github.keepalive.autoconfigure.RetryKeepAliveAutoConfiguration;
import io.github.keepalive.autoconfigure.WebClientKeepAliveAutoConfiguration;
import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.test.FaultServerTls;
import io.github.keepalive.testsupport.ManualClock;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Applications with the auto-configuration of the starter, one for each library, and a
 * client for each transport; closed after the tests of a class.
 */
final class EdgeClients implements AfterAllCallback {

	private static final List<String> COMMON = List.of("keepalive.proxy.idle=60s", "spring.main.log-startup-info=false",
			"spring.reactor.netty.shutdown-quiet-period=0s", "logging.level.reactor.netty.http.client=off",
			"logging.level.org.apache.hc.client5=error");

	private static final List<String> TRUST = List.of("spring.http.clients.ssl.bundle=fixture",
			"spring.ssl.bundle.jks.fixture.truststore.location=classpath:" + FaultServerTls.KEY_STORE,
			"spring.ssl.bundle.jks.fixture.truststore.type=PKCS12",
			"spring.ssl.bundle.jks.fixture.truststore.password=" + FaultServerTls.PASSWORD);

	private final Map<String, ConfigurableApplicationContext> contexts = new LinkedHashMap<>();

	private final Map<Transport, EdgeClient> clients = new EnumMap<>(Transport.class);

	private final List<Class<?>> sources = new ArrayList<>(List.of(Application.class));

	private final List<String> properties = new ArrayList<>(COMMON);

	static EdgeClients plain() {
		return new EdgeClients().with("spring.http.clients.read-timeout=20s");
	}

	/**
	 * Clients that soon give up waiting.
	 * @return the clients
	 */
	static EdgeClients impatient() {
		return new EdgeClients().with("spring.http.clients.read-timeout=1s");
	}

	static EdgeClients tls() {
		EdgeClients clients = plain();
		clients.properties.addAll(TRUST);
		return clients;
	}

	EdgeClients with(String property) {
		this.properties.add(property);
		return this;
	}

	EdgeClients with(Class<?> source) {
		this.sources.add(source);
		return this;
	}

	EdgeClient client(Transport transport) {
		return this.clients.computeIfAbsent(transport, (key) -> EdgeClient.of(context(key), key.reactive()));
	}

	ConfigurableApplicationContext context(Transport transport) {
		return this.contexts.computeIfAbsent(transport.library(), this::start);
	}

	@Override
	public void afterAll(ExtensionContext context) {
		this.contexts.values().forEach(ConfigurableApplicationContext::close);
	}

	private ConfigurableApplicationContext start(String library) {
		List<String> all = new ArrayList<>(this.properties);
		all.add("spring.http.clients.imperative.factory=" + library);
		all.add("spring.http.clients.reactive.connector=" + library);
		return new SpringApplicationBuilder(this.sources.toArray(Class[]::new)).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.registerShutdownHook(false)
			.properties(all.toArray(String[]::new))
			.run();
	}

	// Those of HTTP clients only: a few dozen contexts are started.
	// @formatter:off
	@SpringBootConfiguration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SslAutoConfiguration.class, HttpClientAutoConfiguration.class,
			ImperativeHttpClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class,
			RestClientAutoConfiguration.class, WebClientAutoConfiguration.class, KeepAliveAutoConfiguration.class,
			ApacheClientKeepAliveAutoConfiguration.class, ReactorClientKeepAliveAutoConfiguration.class,
			JettyClientKeepAliveAutoConfiguration.class, RetryKeepAliveAutoConfiguration.class,
			RestClientKeepAliveAutoConfiguration.class, WebClientKeepAliveAutoConfiguration.class })
	// @formatter:on
	static class Application {

		// Time stands still, so that a slow machine changes no decision.
		@Bean
		IdleClock idleClock() {
			return new ManualClock();
		}

	}

}
