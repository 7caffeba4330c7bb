package io.github.keepalive.sample;

import io.github.keepalive.sample.network.DelayedPath;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/**
 * What an application does to be covered by the starter: it injects Boot's builder.
 */
@RestController
class UpstreamClient {

	// tag::rest-client[]
	private final RestClient restClient;

	UpstreamClient(RestClient.Builder builder, DelayedPath path) {
		this.restClient = builder.baseUrl("http://localhost:" + path.port(0)).build();
	}

	@GetMapping(path = "/upstream", produces = MediaType.TEXT_PLAIN_VALUE)
	String callUpstream() {
		return String.valueOf(this.restClient.get().uri("/hello").retrieve().body(String.class));
	}
	// end::rest-client[]

}
