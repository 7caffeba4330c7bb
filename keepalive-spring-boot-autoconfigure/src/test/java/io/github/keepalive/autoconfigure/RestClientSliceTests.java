package io.github.keepalive.autoconfigure;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.restclient.test.autoconfigure.RestClientTest;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.test.web.client.MockRestServiceServer;
import org.springframework.test.web.client.match.MockRestRequestMatchers;
import org.springframework.test.web.client.response.MockRestResponseCreators;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the starter does not get into the way of a test slice.
 */
@RestClientTest
class RestClientSliceTests {

	@Autowired
	private Caller caller;

	@Autowired
	private MockRestServiceServer server;

	@Test
	void sliceMocksTheServer() {
		this.server.expect(MockRestRequestMatchers.requestTo("/hello"))
			.andRespond(MockRestResponseCreators.withSuccess("mocked", MediaType.TEXT_PLAIN));
		assertThat(this.caller.call()).isEqualTo("mocked");
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Caller caller(RestClient.Builder builder) {
			return new Caller(builder);
		}

	}

	static class Caller {

		private final RestClient client;

		Caller(RestClient.Builder builder) {
			this.client = builder.build();
		}

		String call() {
			return this.client.get().uri("/hello").retrieve().body(String.class);
		}

	}

}
