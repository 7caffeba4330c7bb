package io.github.keepalive.docs;

import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.test.KeepAliveFaultServer;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * The README's example of a test with the test kit.
 */
@TestPropertySource(properties = "spring.reactor.netty.shutdown-quiet-period=0s")
// tag::test-kit[]
@SpringBootTest
@KeepAliveFaultServer
class OrderClientTests {

	@Test
	void orderIsPlacedOnce(@Autowired RestClient.Builder builder, FaultServer server) {
		RestClient client = builder.baseUrl(server.url("/orders")).build();
		client.get().retrieve().toBodilessEntity();
		server.resetIdle(); // as proxies do; the pooled connection is stale now
		client.get().retrieve().toBodilessEntity();
		server.behaviour(Behaviour.resetAfterRequest()); // the answer is lost
		assertThatException().isThrownBy(() -> client.post().body("{}").retrieve().toBodilessEntity());
		assertThat(server).executed("GET /orders", 2).executedOnce("POST /orders");
	}
	// end::test-kit[]

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
