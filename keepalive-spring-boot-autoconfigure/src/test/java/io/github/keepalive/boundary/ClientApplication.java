package io.github.keepalive.boundary;

import java.util.ArrayList;
import java.util.List;

import io.github.keepalive.test.FaultServerTls;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * An application that has the starter on its class path and nothing of its own.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class ClientApplication {

	/**
	 * Starts the application. One at a time: each start sets up the logging of the whole
	 * process.
	 * @param transport the client it selects
	 * @param properties what else it sets
	 * @return its context
	 */
	static ConfigurableApplicationContext start(Transport transport, String... properties) {
		return start(transport, List.of(), properties);
	}

	/**
	 * Starts the application with configuration of its own.
	 * @param transport the client it selects
	 * @param own its configuration
	 * @param properties what else it sets
	 * @return its context
	 */
	static synchronized ConfigurableApplicationContext start(Transport transport, List<Class<?>> own,
			String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add(transport.property());
		// The repeat would hide what the rig looks for.
		all.add("keepalive.client.retry.enabled=false");
		all.add("spring.http.clients.ssl.bundle=fixture");
		all.add("spring.ssl.bundle.jks.fixture.truststore.location=classpath:" + FaultServerTls.KEY_STORE);
		all.add("spring.ssl.bundle.jks.fixture.truststore.type=PKCS12");
		all.add("spring.ssl.bundle.jks.fixture.truststore.password=" + FaultServerTls.PASSWORD);
		// Failing is what the control run is for.
		all.add("logging.level.reactor.netty.http.client=error");
		all.add("logging.level.org.apache.hc.client5=error");
		return new SpringApplicationBuilder(ClientApplication.class).sources(own.toArray(Class[]::new))
			.web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.logStartupInfo(false)
			.registerShutdownHook(false)
			.properties(all.toArray(String[]::new))
			.run();
	}

}
