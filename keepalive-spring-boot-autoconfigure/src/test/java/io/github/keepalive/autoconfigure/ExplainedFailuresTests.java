package io.github.keepalive.autoconfigure;

import java.lang.reflect.Method;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.keepalive.fault.RepeatReason;
import io.github.keepalive.retry.RepeatDetails;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.Pools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.http.HttpMethod;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.resilience.retry.MethodRetryPredicate;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests what the caller and the log learn of a request that met a dead connection.
 */
@Timeout(60)
class ExplainedFailuresTests {

	private static final Logger logger = (Logger) LoggerFactory.getLogger("io.github.keepalive");

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HttpClientAutoConfiguration.class,
				ImperativeHttpClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class,
				RestClientAutoConfiguration.class, WebClientAutoConfiguration.class, KeepAliveAutoConfiguration.class,
				ReactorClientKeepAliveAutoConfiguration.class, RetryKeepAliveAutoConfiguration.class,
				RestClientKeepAliveAutoConfiguration.class, WebClientKeepAliveAutoConfiguration.class))
		.withPropertyValues("keepalive.proxy.idle=60s", "spring.http.clients.imperative.factory=reactor",
				"spring.http.clients.reactive.connector=reactor", "spring.reactor.netty.shutdown-quiet-period=0s");

	private FaultServer server;

	private Level level;

	@BeforeEach
	void start() {
		this.server = FaultServer.start();
		this.level = logger.getLevel();
		logger.setLevel(Level.DEBUG);
		this.log.start();
		logger.addAppender(this.log);
	}

	@AfterEach
	void stop() {
		this.server.close();
		logger.detachAppender(this.log);
		logger.setLevel(this.level);
	}

	@ParameterizedTest
	@EnumSource
	void callerAndLogLearnTheDecisionButNothingOfTheRequest(Client client) {
		this.contextRunner.run((context) -> {
			Throwable failure = stale(context, client, "POST");
			assertThat(failure).isInstanceOf(client.wrapper);
			RepeatDetails details = RepeatDetails.find(failure);
			assertThat(details.decision().reason()).isEqualTo(RepeatReason.METHOD_NOT_IDEMPOTENT);
			assertThat(details.facts().reused()).isTrue();
			assertThat(details.facts().idle()).isNotNull();
			assertThat(RepeatDetails.usedUp(failure)).isFalse();
			assertThat(details.getMessage())
				.startsWith("localhost:" + this.server.port() + ": RESET on a reused connection")
				.contains("idle ", "NOT_REPEATED: METHOD_NOT_IDEMPOTENT", "'Idempotency-Key'", "@Idempotent",
						"'keepalive.client.retry.idempotency-key-headers'");
			assertThat(failure.getCause().getSuppressed()).contains(details);
			assertThat(stale(context, client, "GET")).isNull();
			assertThat(decisions()).hasSize(2);
			assertThat(decisions().get(0)).isEqualTo(details.getMessage());
			assertThat(decisions().get(1)).contains("RESET on a reused connection", "; REPEATED: IDEMPOTENT");
			assertThat(this.log.list).extracting(ILoggingEvent::getFormattedMessage)
				.noneMatch((line) -> line.matches("(?s).*(scott|tiger|orders|token|s3cret|abc-123).*"));
		});
	}

	@ParameterizedTest
	@EnumSource
	void retryTemplateLeavesAloneWhatHasBeenRepeated(Client client) {
		this.contextRunner.run((context) -> {
			RetryPolicy policy = RetryPolicy.builder()
				.maxRetries(3)
				.delay(Duration.ZERO)
				.predicate((failure) -> !RepeatDetails.usedUp(failure))
				.build();
			warm(context, client);
			this.server.behaviour(Behaviour.resetAfterRequest()).onReused(Behaviour.resetAfterRequest());
			int before = this.server.exchanges().size();
			Throwable failure = catchThrowable(() -> new RetryTemplate(policy).execute(() -> {
				client.send(context, "GET", uri());
				return "done";
			}));
			assertThat(failure).isInstanceOf(RetryException.class);
			assertThat(RepeatDetails.usedUp(failure)).isTrue();
			assertThat(this.server.exchanges().size() - before).isEqualTo(2);
		});
	}

	@Test
	void annotatedMethodLeavesAloneWhatHasBeenRepeated() {
		this.contextRunner.withUserConfiguration(Resilient.class).run((context) -> {
			warm(context, Client.REST_CLIENT);
			this.server.behaviour(Behaviour.resetAfterRequest()).onReused(Behaviour.resetAfterRequest());
			int before = this.server.exchanges().size();
			Throwable failure = catchThrowable(() -> context.getBean(Service.class).call(context, uri()));
			assertThat(RepeatDetails.usedUp(failure)).isTrue();
			assertThat(this.server.exchanges().size() - before).isEqualTo(2);
		});
	}

	@Test
	void failureOfSomethingElseIsNotUsedUp() {
		assertThat(RepeatDetails.usedUp(new IllegalStateException(new IllegalArgumentException()))).isFalse();
	}

	private List<String> decisions() {
		return this.log.list.stream()
			.filter((event) -> event.getLoggerName().equals("io.github.keepalive.retry.Repeater"))
			.filter((event) -> event.getLevel() == Level.DEBUG)
			.map(ILoggingEvent::getFormattedMessage)
			.toList();
	}

	private Throwable stale(ApplicationContext context, Client client, String method) {
		warm(context, client);
		this.server.onReused(Behaviour.resetAfterRequest());
		return catchThrowable(() -> client.send(context, method, uri()));
	}

	private void warm(ApplicationContext context, Client client) {
		this.server.onReused(Behaviour.ok());
		Pools.awaitUnused(context);
		client.send(context, "GET", uri());
		Pools.awaitRelease(context);
	}

	private URI uri() {
		return URI.create("http://scott:tiger@localhost:" + this.server.port() + "/orders?token=s3cret");
	}

	enum Client {

		REST_CLIENT(ResourceAccessException.class,
				(context, request) -> context.getBean(RestClient.Builder.class)
					.build()
					.method(HttpMethod.valueOf(request.method()))
					.uri(request.uri())
					.header("X-Trace", "abc-123")
					.retrieve()
					.body(String.class)),

		WEB_CLIENT(WebClientRequestException.class,
				(context, request) -> context.getBean(WebClient.Builder.class)
					.build()
					.method(HttpMethod.valueOf(request.method()))
					.uri(request.uri())
					.header("X-Trace", "abc-123")
					.retrieve()
					.bodyToMono(String.class)
					.block(Duration.ofSeconds(20)));

		private final Class<? extends Throwable> wrapper;

		private final BiConsumer<ApplicationContext, Request> send;

		Client(Class<? extends Throwable> wrapper, BiConsumer<ApplicationContext, Request> send) {
			this.wrapper = wrapper;
			this.send = send;
		}

		void send(ApplicationContext context, String method, URI uri) {
			this.send.accept(context, new Request(method, uri));
		}

	}

	record Request(String method, URI uri) {

	}

	static class Service {

		@Retryable(maxRetries = 3, delay = 0, predicate = NotRepeatedYet.class)
		void call(ApplicationContext context, URI uri) {
			Client.REST_CLIENT.send(context, "GET", uri);
		}

	}

	static class NotRepeatedYet implements MethodRetryPredicate {

		@Override
		public boolean shouldRetry(Method method, Throwable failure) {
			return !RepeatDetails.usedUp(failure);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableResilientMethods(proxyTargetClass = true)
	static class Resilient {

		@Bean
		Service service() {
			return new Service();
		}

	}

}
