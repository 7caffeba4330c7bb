package io.github.keepalive.autoconfigure;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.keepalive.retry.Idempotent;
import io.github.keepalive.retry.IdempotentMarks;
import io.github.keepalive.retry.KeepAliveAttributes;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.Exchange;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.HttpClients;
import io.github.keepalive.testsupport.Pools;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;
import org.springframework.web.service.annotation.PutExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import org.springframework.web.service.registry.HttpServiceGroup.ClientType;
import org.springframework.web.service.registry.ImportHttpServices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests that {@link Idempotent @Idempotent} on the methods of HTTP services decides about
 * the repeat of requests that meet a dead connection, on real sockets.
 */
@Timeout(60)
class IdempotentServicesTests {

	private FaultServer server;

	@BeforeEach
	void start() {
		this.server = FaultServer.start();
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	static Stream<Arguments> groups() {
		return Stream.of("http-components", "reactor", "jetty")
			.flatMap((transport) -> Stream.of(RestServices.class, WebServices.class)
				.map((services) -> Arguments.of(transport, services)));
	}

	@ParameterizedTest(name = "{1} on {0}")
	@MethodSource("groups")
	void markDecidesAboutTheRepeat(String transport, Class<?> services) {
		runner(transport).withUserConfiguration(services).run((context) -> {
			assertSends(context, Orders.class, (orders) -> orders.get(), 2);
			assertSends(context, Orders.class, (orders) -> orders.getMarkedNo(), 1);
			assertSends(context, Orders.class, (orders) -> orders.post(), 1);
			assertSends(context, Orders.class, (orders) -> orders.postMarkedYes(), 2);
			assertSends(context, Orders.class, (orders) -> orders.postMetaMarked(), 2);
		});
	}

	@ParameterizedTest(name = "{1} on {0}")
	@MethodSource("groups")
	void callBeatsMethodBeatsInterface(String transport, Class<?> services) {
		runner(transport).withUserConfiguration(services).run((context) -> {
			assertSends(context, Once.class, (once) -> once.get(null), 1);
			assertSends(context, Once.class, (once) -> once.get(true), 2);
			assertSends(context, Once.class, (once) -> once.postMarkedYes(null, null), 2);
			assertSends(context, Once.class, (once) -> once.postMarkedYes(false, "key"), 1);
			assertSends(context, Once.class, (once) -> once.inherited(), 1);
			assertSends(context, Twice.class, (twice) -> twice.inherited(), 2);
		});
	}

	@Test
	void clientMadeByHandFollowsOnceRegistered() {
		runner("http-components").run((context) -> {
			RestClient client = context.getBean(RestClient.Builder.class).baseUrl(this.server.url("")).build();
			HttpServiceProxyFactory factory = IdempotentMarks
				.register(HttpServiceProxyFactory.builderFor(RestClientAdapter.create(client)))
				.build();
			Orders orders = factory.createClient(Orders.class);
			assertSends(context, orders::get, orders::postMarkedYes, 2);
			assertSends(context, orders::get, orders::getMarkedNo, 1);
		});
	}

	@Test
	void backsOffWithoutWhatItNeeds() {
		ApplicationContextRunner runner = runner("reactor").withUserConfiguration(RestServices.class);
		runner.withClassLoader(new FilteredClassLoader("io.github.resilience4j"))
			.run((context) -> assertThat(context).doesNotHaveBean(HttpServiceKeepAliveAutoConfiguration.class)
				.hasSingleBean(Orders.class));
		runner.withPropertyValues("keepalive.client.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(HttpServiceKeepAliveAutoConfiguration.class)
				.hasSingleBean(Orders.class));
		runner.withClassLoader(new FilteredClassLoader("org.springframework.web.reactive"))
			.run((context) -> assertThat(context).hasSingleBean(HttpServiceKeepAliveAutoConfiguration.class)
				.doesNotHaveBean(HttpServiceKeepAliveAutoConfiguration.OnWebClient.class)
				.hasSingleBean(Orders.class));
	}

	private <T> void assertSends(ApplicationContext context, Class<T> service, Consumer<T> call, int sends) {
		T client = context.getBean(service);
		assertSends(context, ((Warm) client)::warm, () -> call.accept(client), sends);
	}

	private void assertSends(ApplicationContext context, Runnable warm, Runnable call, int sends) {
		this.server.onReused(Behaviour.ok());
		// Or Jetty opens another one, and has it in reserve.
		Pools.awaitUnused(context);
		warm.run();
		Pools.awaitRelease(context);
		this.server.onReused(Behaviour.resetAfterRequest());
		int before = this.server.exchanges().size();
		Throwable failure = catchThrowable(call::run);
		assertThat(this.server.exchanges().stream().skip(before).map(Exchange::path)).hasSize(sends);
		assertThat(failure == null).isEqualTo(sends == 2);
	}

	private ApplicationContextRunner runner(String transport) {
		return new ApplicationContextRunner().withConfiguration(HttpClients.AUTO_CONFIGURATIONS)
			.withPropertyValues("keepalive.proxy.idle=60s", "spring.reactor.netty.shutdown-quiet-period=0s",
					"spring.http.clients.imperative.factory=" + transport,
					"spring.http.clients.reactive.connector=" + transport,
					"spring.http.serviceclient.shop.base-url=" + this.server.url(""));
	}

	interface Warm {

		// With a result: a body that nobody reads costs Jetty its connection.
		@GetExchange("/warm")
		String warm();

	}

	interface Orders extends Warm {

		@GetExchange("/get")
		void get();

		@GetExchange("/get")
		@Idempotent(false)
		void getMarkedNo();

		@PostExchange("/post")
		void post();

		@PostExchange("/post")
		@Idempotent
		void postMarkedYes();

		@PostExchange("/post")
		@Upsert
		void postMetaMarked();

	}

	interface Inherited extends Warm {

		@PutExchange("/put")
		void inherited();

	}

	@HttpExchange
	@Idempotent(false)
	interface Once extends Inherited {

		@GetExchange("/get")
		void get(@RequestAttribute(name = KeepAliveAttributes.IDEMPOTENT, required = false) @Nullable Boolean mark);

		@Idempotent
		@PostExchange("/post")
		void postMarkedYes(
				@RequestAttribute(name = KeepAliveAttributes.IDEMPOTENT, required = false) @Nullable Boolean mark,
				@RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key);

	}

	interface Twice extends Inherited {

	}

	@Retention(RetentionPolicy.RUNTIME)
	@Idempotent
	@interface Upsert {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "shop", types = { Orders.class, Once.class, Twice.class })
	static class RestServices {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "shop", types = { Orders.class, Once.class, Twice.class },
			clientType = ClientType.WEB_CLIENT)
	static class WebServices {

	}

}
