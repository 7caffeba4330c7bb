package io.github.keepalive.autoconfigure;

import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Stream;

import io.github.keepalive.client.inventory.ClientInventory;
import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.Exchange;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.HttpClients;
import io.github.keepalive.testsupport.ManualClock;
import io.github.keepalive.testsupport.Pools;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpComponentsClientHttpRequestFactoryBuilder;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.ApplicationContextAssertProvider;
import org.springframework.boot.test.context.runner.AbstractApplicationContextRunner;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.registry.ImportHttpServices;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that clients which an application gets from Spring Boot are governed, whatever
 * their transport and whatever kind of application it is.
 */
@Timeout(30)
class GovernedClientsTests {

	private static final String[] PROPERTIES = { "keepalive.proxy.idle=60s" };

	private final ManualClock clock = new ManualClock();

	private FaultServer server;

	@BeforeEach
	void start() {
		this.server = FaultServer.start();
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	static Stream<Arguments> clients() {
		return Stream.of("http-components", "reactor", "jetty")
			.flatMap((transport) -> Stream.of(Client.values()).map((client) -> Arguments.of(transport, client)));
	}

	@ParameterizedTest(name = "{1} on {0}")
	@MethodSource("clients")
	void connectionIsReusedWithinItsIdleTimeOnly(String transport, Client client) {
		runner(new ApplicationContextRunner(), transport)
			.run((context) -> assertGoverned(context, client.call(context)));
	}

	@ParameterizedTest
	@EnumSource
	void isGovernedInServletApplication(Client client) {
		runner(new WebApplicationContextRunner(), "reactor")
			.run((context) -> assertGoverned(context, client.call(context)));
	}

	@ParameterizedTest
	@EnumSource(names = "REST_TEMPLATE", mode = EnumSource.Mode.EXCLUDE)
	void isGovernedInReactiveApplication(Client client) {
		runner(new ReactiveWebApplicationContextRunner(), "reactor")
			.run((context) -> assertGoverned(context, client.call(context)));
	}

	@Test
	void restClientOfReactiveApplicationTakesTheChosenTransport() {
		runner(new ReactiveWebApplicationContextRunner(), "http-components").run((context) -> {
			assertGoverned(context, Client.REST_CLIENT.call(context));
			assertThat(context.getBean(ClientInventory.class).describe()).contains("RestClient on HttpClient 5");
		});
	}

	@ParameterizedTest
	@EnumSource
	void isGovernedWithoutResilience4j(Client client) {
		runner(new ApplicationContextRunner(), "reactor")
			.withClassLoader(new FilteredClassLoader("io.github.resilience4j"))
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(RepeatWrapping.class);
				assertGoverned(context, client.call(context));
			});
	}

	@ParameterizedTest
	@EnumSource(names = { "REST_CLIENT", "REST_TEMPLATE" })
	void usersOwnBuilderIsGoverned(Client client) {
		runner(new ApplicationContextRunner(), "reactor").withUserConfiguration(OwnBuilder.class)
			.run((context) -> assertGoverned(context, client.call(context)));
	}

	@Test
	void usersOwnBuilderKeepsItsDeclaredType() {
		runner(new ApplicationContextRunner(), "reactor").withUserConfiguration(OwnTypedBuilder.class)
			.run((context) -> {
				assertThat(context).hasSingleBean(HttpComponentsClientHttpRequestFactoryBuilder.class);
				assertGoverned(context, Client.REST_CLIENT.call(context));
			});
	}

	@ParameterizedTest
	@EnumSource
	void isLeftAloneWhenSwitchedOff(Client client) {
		runner(new ApplicationContextRunner(), "reactor").withPropertyValues("keepalive.client.enabled=false")
			.run((context) -> {
				assertThat(context).hasNotFailed()
					.doesNotHaveBean(RequestFactoryTuner.class)
					.doesNotHaveBean(RequestFactoryBuilderPostProcessor.class);
				Call call = client.call(context);
				// Nobody tells when an ungoverned connection is back in its pool.
				Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
					call.get(this.server.url("/"));
					this.clock.advance(Duration.ofHours(1));
					return this.server.exchanges().stream().anyMatch(Exchange::reused);
				});
			});
	}

	@ParameterizedTest(name = "{1} on {0}")
	@MethodSource("clients")
	void getThatMeetsADeadConnectionIsRepeatedOnceOnAFreshOne(String transport, Client client) {
		this.server.onReused(Behaviour.finAfterRequest());
		runner(new ApplicationContextRunner(), transport).run((context) -> {
			Call call = client.call(context);
			call.get(this.server.url("/"));
			Pools.awaitRelease(context);
			call.get(this.server.url("/"));
			assertThat(this.server).executed("GET /", 3).openedConnections(2);
		});
	}

	@ParameterizedTest(name = "{1} on {0}")
	@MethodSource("clients")
	void twoContextsInOneJvmDoNotDisturbEachOther(String transport, Client client) {
		runner(new ApplicationContextRunner(), transport).run((outer) -> {
			Call call = client.call(outer);
			call.get(this.server.url("/"));
			runner(new ApplicationContextRunner(), transport).withPropertyValues("keepalive.proxy.idle=600s")
				.run((inner) -> client.call(inner).get(this.server.url("/")));
			call.get(this.server.url("/"));
			assertThat(this.server.exchanges()).hasSize(3);
		});
	}

	private void assertGoverned(ApplicationContext context, Call call) {
		call.get(this.server.url("/"));
		Pools.awaitRelease(context);
		this.clock.advance(Duration.ofSeconds(49));
		call.get(this.server.url("/"));
		assertThat(this.server.connectionsOpened()).as("connections after 49s").isOne();
		Pools.awaitRelease(context);
		this.clock.advance(Duration.ofSeconds(51));
		call.get(this.server.url("/"));
		assertThat(this.server.connectionsOpened()).as("connections after 51s").isEqualTo(2);
	}

	private <S extends AbstractApplicationContextRunner<S, C, A>, C extends ConfigurableApplicationContext, A extends ApplicationContextAssertProvider<C>> S runner(
			S runner, String transport) {
		return runner.withConfiguration(HttpClients.AUTO_CONFIGURATIONS)
			.withPropertyValues(PROPERTIES)
			.withPropertyValues("spring.reactor.netty.shutdown-quiet-period=0s",
					"spring.http.clients.imperative.factory=" + transport,
					"spring.http.clients.reactive.connector=" + transport,
					"spring.http.serviceclient.echo.base-url=" + this.server.url(""))
			.withBean(IdleClock.class, () -> this.clock)
			.withUserConfiguration(Services.class);
	}

	@FunctionalInterface
	interface Call {

		void get(String url);

	}

	enum Client {

		REST_CLIENT((context) -> {
			RestClient client = context.getBean(RestClient.Builder.class).build();
			return (url) -> client.get().uri(url).retrieve().body(String.class);
		}),

		REST_TEMPLATE((context) -> {
			RestTemplate client = context.getBean(RestTemplateBuilder.class).build();
			return (url) -> client.getForObject(url, String.class);
		}),

		WEB_CLIENT((context) -> {
			WebClient client = context.getBean(WebClient.Builder.class).build();
			return (url) -> client.get().uri(url).retrieve().toBodilessEntity().block(Duration.ofSeconds(20));
		}),

		HTTP_SERVICE((context) -> {
			Echo client = context.getBean(Echo.class);
			return (url) -> client.get();
		});

		private final Function<ApplicationContext, Call> factory;

		Client(Function<ApplicationContext, Call> factory) {
			this.factory = factory;
		}

		Call call(ApplicationContext context) {
			return this.factory.apply(context);
		}

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
	static class OwnBuilder {

		@Bean
		ClientHttpRequestFactoryBuilder<?> builder() {
			return ClientHttpRequestFactoryBuilder.httpComponents();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnTypedBuilder {

		@Bean
		HttpComponentsClientHttpRequestFactoryBuilder builder() {
			return ClientHttpRequestFactoryBuilder.httpComponents();
		}

	}

}
