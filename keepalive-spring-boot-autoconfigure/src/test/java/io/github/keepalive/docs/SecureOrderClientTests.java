package io.github.keepalive.docs;

import io.github.keepalive.test.FaultServerExtension;
import io.github.keepalive.test.FaultServerTls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the test kit's Javadoc tells how to hand URL and certificate to an
 * application.
 */
@SpringBootTest(properties = "spring.reactor.netty.shutdown-quiet-period=0s")
class SecureOrderClientTests {

	@RegisterExtension
	static final FaultServerExtension orders = FaultServerExtension.tls();

	@DynamicPropertySource
	static void properties(DynamicPropertyRegistry registry) {
		registry.add("orders.url", () -> orders.server().url("/orders"));
		registry.add("spring.ssl.bundle.pem.orders.truststore.certificate", FaultServerTls::certificatePem);
		registry.add("spring.http.clients.ssl.bundle", () -> "orders");
	}

	@Test
	void serverIsKnownAndTrusted(@Autowired RestClient.Builder builder, @Value("${orders.url}") String url) {
		builder.build().get().uri(url).retrieve().toBodilessEntity();
		assertThat(orders.server()).executedOnce("GET /orders").openedConnections(1);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
