package io.github.keepalive.matrix;

import java.util.List;

import io.github.keepalive.autoconfigure.ApacheClientKeepAliveAutoConfiguration;
import io.github.keepalive.autoconfigure.JdkClientKeepAliveAutoConfiguration;
import io.github.keepalive.autoconfigure.JettyClientKeepAliveAutoConfiguration;
import io.github.keepalive.autoconfigure.KeepAliveAutoConfiguration;
import io.github.keepalive.autoconfigure.ReactorClientKeepAliveAutoConfiguration;
import io.github.keepalive.autoconfigure.RestClientKeepAliveAutoConfiguration;
import io.github.keepalive.autoconfigure.RetryKeepAliveAutoConfiguration;
import io.github.keepalive.autoconfigure.WebClientKeepAliveAutoConfiguration;
import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.test.FaultServerTls;

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
import org.springframework.context.support.GenericApplicationContext;

/**
 * An application that has the starter on its class path and nothing of its own, with a
 * budget that is never used up.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration({ SslAutoConfiguration.class, HttpClientAutoConfiguration.class,
		ImperativeHttpClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class,
		RestClientAutoConfiguration.class, WebClientAutoConfiguration.class, KeepAliveAutoConfiguration.class,
		ApacheClientKeepAliveAutoConfiguration.class, ReactorClientKeepAliveAutoConfiguration.class,
		JettyClientKeepAliveAutoConfiguration.class, JdkClientKeepAliveAutoConfiguration.class,
		RetryKeepAliveAutoConfiguration.class, RestClientKeepAliveAutoConfiguration.class,
		WebClientKeepAliveAutoConfiguration.class })
final class MatrixApplication {

	private MatrixApplication() {
	}

	/**
	 * Starts the application. One at a time: each start sets up the logging of the whole
	 * process.
	 * @param transport the client it selects
	 * @param clock the clock of its pools
	 * @return its context
	 */
	static synchronized ConfigurableApplicationContext start(Transport transport, IdleClock clock) {
		List<String> properties = List.of(transport.property(), "keepalive.proxy.idle=60s",
				"keepalive.client.retry.budget.burst=1000000", "spring.reactor.netty.shutdown-quiet-period=0s",
				"spring.ssl.bundle.jks.fixture.truststore.location=classpath:" + FaultServerTls.KEY_STORE,
				"spring.ssl.bundle.jks.fixture.truststore.type=PKCS12",
				"spring.ssl.bundle.jks.fixture.truststore.password=" + FaultServerTls.PASSWORD,
				// Failing is what the exchanges are for.
				"logging.level.reactor.netty=off", "logging.level.org.eclipse.jetty=off");
		return new SpringApplicationBuilder(MatrixApplication.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.logStartupInfo(false)
			.registerShutdownHook(false)
			.initializers((context) -> ((GenericApplicationContext) context).registerBean(IdleClock.class, () -> clock))
			.properties(properties.toArray(String[]::new))
			.run();
	}

}
