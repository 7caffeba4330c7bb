package io.github.keepalive.live;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.keepalive.connection.Findings;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.LogWatch;
import io.netty.handler.timeout.ReadTimeoutHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.web.client.RestClient;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.registry.ImportHttpServices;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that it is said, once, when requests wait for their response without any limit.
 */
@Timeout(60)
class EndlessWaitTests {

	/**
	 * HttpClient 5 gives a classic socket three minutes; Spring's request factory for
	 * Jetty ten seconds in all.
	 */
	private static final Set<Stack> LIMITED = Set.of(Stack.HTTP_COMPONENTS_REST, Stack.JETTY_REST);

	private final FaultServer server = FaultServer.start();

	private final LogWatch log = LogWatch.on("io.github.keepalive");

	@AfterEach
	void stop() {
		this.log.close();
		this.server.close();
	}

	private List<String> warnings() {
		return this.log.messages().stream().filter((message) -> message.startsWith("KA021")).toList();
	}

	@ParameterizedTest
	@EnumSource
	void isSaidOnceWhereTheLibraryHasNoLimit(Stack stack) {
		stack.run((client) -> {
			assertThat(client.findings()).isEmpty();
			assertThat(client.get(this.server.url("/")).ok()).isTrue();
			assertThat(client.get(this.server.url("/")).ok()).isTrue();
			if (LIMITED.contains(stack)) {
				assertThat(client.findings()).isEmpty();
			}
			else {
				assertThat(client.findings()).containsExactly("KA021");
			}
		});
		assertThat(warnings()).hasSize(LIMITED.contains(stack) ? 0 : 1);
	}

	@ParameterizedTest
	@EnumSource
	void isNotSaidWithAReadTimeout(Stack stack) {
		stack.run((client) -> {
			assertThat(client.send(HttpMethod.POST, this.server.url("/"), Map.of(), "body").ok()).isTrue();
			assertThat(client.findings()).isEmpty();
		}, "spring.http.clients.read-timeout=10s");
		assertThat(warnings()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdk", "simple" })
	void isSaidOfBuildersThatCannotBeAskedLater(String transport) {
		Stack.runnerOn(transport).run((context) -> {
			context.getBean(RestClient.Builder.class);
			assertThat(context.getBean(Findings.class).collect()).extracting(Finding::id).contains("KA021");
		});
		Stack.runnerOn(transport).withPropertyValues("spring.http.clients.read-timeout=10s").run((context) -> {
			context.getBean(RestClient.Builder.class);
			assertThat(context.getBean(Findings.class).collect()).extracting(Finding::id).doesNotContain("KA021");
		});
	}

	@Test
	void readTimeoutOfAServiceGroupCounts() {
		Stack.runnerOn("reactor")
			.withUserConfiguration(Services.class)
			.withPropertyValues("spring.http.serviceclient.echo.base-url=" + this.server.url(""),
					"spring.http.serviceclient.echo.read-timeout=10s")
			.run((context) -> {
				context.getBean(Echo.class).get();
				assertThat(context.getBean(Findings.class).collect()).isEmpty();
			});
	}

	@Test
	void readTimeoutHandlerOfTheUserCounts() {
		Stack.REACTOR_WEB.runner().withUserConfiguration(OwnHandler.class).run((context) -> {
			LiveClient client = Stack.REACTOR_WEB.client(context.getSourceApplicationContext());
			assertThat(client.get(this.server.url("/")).ok()).isTrue();
			assertThat(client.findings()).isEmpty();
		});
	}

	@Test
	void nothingIsLoggedWhenFindingsAreNotWanted() {
		Stack.REACTOR_WEB.run((client) -> assertThat(client.get(this.server.url("/")).ok()).isTrue(),
				"keepalive.verify=off");
		assertThat(warnings()).isEmpty();
	}

	interface Echo {

		@GetExchange("/")
		String get();

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "echo", types = Echo.class)
	static class Services {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnHandler {

		@Bean
		@Order(10)
		ClientHttpConnectorBuilderCustomizer<ReactorClientHttpConnectorBuilder> ownHandler() {
			return (builder) -> builder.withHttpClientCustomizer((client) -> client
				.doOnConnected((connection) -> connection.addHandlerLast(new ReadTimeoutHandler(10))));
		}

	}

}
