package io.github.keepalive.actuate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

import com.jayway.jsonpath.DocumentContext;
import com.jayway.jsonpath.JsonPath;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.test.FaultServerTls;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KeepAliveProbeEndpoint}, over the web.
 */
@Timeout(120)
class KeepAliveProbeEndpointTests {

	private static final HttpClient client = HttpClient.newHttpClient();

	private static ConfigurableApplicationContext start(FaultServer plain, FaultServer secure, String... more) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.SERVLET)
			.properties("server.port=0", "spring.reactor.netty.shutdown-quiet-period=0s",
					"management.endpoints.web.exposure.include=keepaliveprobe",
					"spring.ssl.bundle.pem.orders.truststore.certificate=" + FaultServerTls.certificatePem(),
					"keepalive.upstreams.plain.hosts=localhost:" + plain.port(),
					"keepalive.upstreams.plain.probe.uri=" + plain.url("/secret?secret"),
					"keepalive.upstreams.secure.hosts=localhost:" + secure.port(),
					"keepalive.upstreams.secure.probe.uri=" + secure.url("/secret"),
					"keepalive.upstreams.secure.probe.ssl-bundle=orders",
					"keepalive.upstreams.secure.probe.limit=600ms", "keepalive.upstreams.none.hosts=none.example")
			.properties(more)
			.run();
	}

	private static HttpResponse<String> send(ConfigurableApplicationContext context, String method, String path,
			@Nullable String json) {
		URI uri = URI.create("http://localhost:" + context.getEnvironment().getProperty("local.server.port")
				+ "/actuator/keepaliveprobe" + path);
		HttpRequest.Builder request = HttpRequest.newBuilder(uri)
			.method(method,
					(json != null) ? HttpRequest.BodyPublishers.ofString(json) : HttpRequest.BodyPublishers.noBody());
		if (json != null) {
			request.header("Content-Type", "application/json");
		}
		try {
			return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException | InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	@Nested
	@TestInstance(TestInstance.Lifecycle.PER_CLASS)
	class ByDefault {

		private final FaultServer server = FaultServer.start();

		private ConfigurableApplicationContext context;

		@BeforeAll
		void start() {
			this.context = KeepAliveProbeEndpointTests.start(this.server, this.server,
					"keepalive.upstreams.secure.hosts=127.0.0.1",
					"keepalive.upstreams.secure.probe.uri=https://127.0.0.1/");
		}

		@AfterAll
		void stop() {
			this.context.close();
			this.server.close();
		}

		@Test
		void readingIsAllowedAndWritingIsNot() {
			HttpResponse<String> list = send(this.context, "GET", "", null);
			assertThat(list.statusCode()).isEqualTo(200);
			DocumentContext json = JsonPath.parse(list.body());
			assertThat((List<?>) json.read("$.probes[*].upstream")).asInstanceOf(InstanceOfAssertFactories.LIST)
				.containsExactly("plain", "secure");
			assertThat((List<?>) json.read("$.probes[*].state")).asInstanceOf(InstanceOfAssertFactories.LIST)
				.containsOnly("NOT_STARTED");
			assertThat(list.body()).doesNotContain("secret");
			assertThat(send(this.context, "POST", "/plain", "{}").statusCode()).isEqualTo(405);
			assertThat(send(this.context, "DELETE", "/plain", null).statusCode()).isEqualTo(405);
			assertThat(send(this.context, "POST", "", "{}").statusCode()).isEqualTo(405);
			assertThat(this.server.connectionsOpened()).isZero();
		}

		@Test
		void unknownUpstreamIsNotFound() {
			HttpResponse<String> unknown = send(this.context, "GET", "/none", null);
			assertThat(unknown.statusCode()).isEqualTo(404);
			assertThat((String) JsonPath.read(unknown.body(), "$.error")).contains("probe.uri")
				.contains("plain, secure");
		}

	}

	@Nested
	@TestInstance(TestInstance.Lifecycle.PER_CLASS)
	class WhenUnrestricted {

		private final FaultServer plain = FaultServer.start();

		private final FaultServer secure = FaultServer.startTls();

		private ConfigurableApplicationContext context;

		@BeforeAll
		void start() {
			this.context = KeepAliveProbeEndpointTests.start(this.plain, this.secure,
					"management.endpoint.keepaliveprobe.access=unrestricted");
		}

		@AfterAll
		void stop() {
			send(this.context, "POST", "/plain", "{}");
			this.context.close();
			assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.noneMatch((name) -> name.startsWith("keepalive-probe"));
			this.plain.close();
			this.secure.close();
		}

		@Test
		void windowIsMeasured() {
			this.plain.behaviour(Behaviour.closeAfterIdle(Duration.ofMillis(400)));
			HttpResponse<String> started = send(this.context, "POST", "/plain", "{}");
			assertThat(started.statusCode()).isEqualTo(202);
			assertThat((String) JsonPath.read(started.body(), "$.state")).isEqualTo("RUNNING");
			DocumentContext done = await("plain", (state) -> !state.equals("RUNNING"));
			assertThat(done.jsonString()).doesNotContain("secret");
			assertThat((String) done.read("$.state")).isEqualTo("DONE");
			assertThat((String) done.read("$.mode")).isEqualTo("close");
			assertThat((String) done.read("$.limit")).isEqualTo("PT2M");
			assertThat((String) done.read("$.result")).isEqualTo("CLOSED");
			assertThat((String) done.read("$.closed")).isEqualTo("fin");
			assertThat((Integer) done.read("$.status")).isEqualTo(200);
			assertThat((String) done.read("$.address")).isEqualTo("127.0.0.1:" + this.plain.port());
			assertThat((String) done.read("$.window.origin")).isEqualTo("PROBED");
			assertThat((String) done.read("$.window.reason")).startsWith("closed by FIN");
			assertThat(Duration.parse(done.read("$.window.value"))).isGreaterThan(Duration.ofMillis(380));
		}

		@Test
		void openConnectionOfAnSslBundleIsABound() {
			assertThat(send(this.context, "POST", "/secure", "{}").statusCode()).isEqualTo(202);
			DocumentContext done = await("secure", (state) -> !state.equals("RUNNING"));
			assertThat((String) done.read("$.result")).isEqualTo("OPEN");
			assertThat((String) done.read("$.moreThan")).isEqualTo("PT0.6S");
		}

		@Test
		void secondRequestIsSentAfterTheIdleTime() {
			this.plain.behaviour(Behaviour.ok());
			assertThat(send(this.context, "POST", "/plain", "{\"idle\": \"500ms\"}").statusCode()).isEqualTo(202);
			DocumentContext done = await("plain", (state) -> !state.equals("RUNNING"));
			assertThat((String) done.read("$.mode")).isEqualTo("survive");
			assertThat((String) done.read("$.idle")).isEqualTo("PT0.5S");
			assertThat((String) done.read("$.result")).isEqualTo("SURVIVED");
		}

		@Test
		void oneProbeAtATimeUntilItIsCancelled() {
			this.plain.behaviour(Behaviour.ok());
			assertThat(send(this.context, "POST", "/plain", null).statusCode()).isEqualTo(202);
			HttpResponse<String> second = send(this.context, "POST", "/plain", "{}");
			assertThat(second.statusCode()).isEqualTo(409);
			assertThat((String) JsonPath.read(second.body(), "$.error")).contains("DELETE cancels it");
			HttpResponse<String> cancelled = send(this.context, "DELETE", "/plain", null);
			assertThat(cancelled.statusCode()).isEqualTo(200);
			assertThat((String) JsonPath.read(cancelled.body(), "$.state")).isEqualTo("CANCELLED");
		}

		@Test
		void whatCannotBeIsRefused() {
			assertThat(send(this.context, "POST", "/plain", "{\"idle\": \"90\"}").statusCode()).isEqualTo(400);
			assertThat(send(this.context, "POST", "/plain", "{\"idle\": \"soon\"}").statusCode()).isEqualTo(400);
			assertThat(send(this.context, "POST", "/none", "{}").statusCode()).isEqualTo(404);
			assertThat(send(this.context, "DELETE", "/none", null).statusCode()).isEqualTo(404);
			assertThat(send(this.context, "GET", "/plain", null).statusCode()).isEqualTo(200);
		}

		private DocumentContext await(String upstream, Predicate<String> state) {
			return Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.pollInterval(Duration.ofMillis(50))
				.until(() -> JsonPath.parse(send(this.context, "GET", "/" + upstream, null).body()),
						(json) -> state.test(json.read("$.state")));
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
