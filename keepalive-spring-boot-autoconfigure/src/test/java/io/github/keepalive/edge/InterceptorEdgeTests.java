package io.github.keepalive.edge;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.Exchange;
import io.github.keepalive.test.FaultServer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.ApplicationContext;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Edge cases of what stands between the caller and the repeat.
 */
@Timeout(60)
class InterceptorEdgeTests {

	private static final String START = "start http.client.requests";

	private static final String STOP = "stop http.client.requests";

	@RegisterExtension
	static final EdgeClients clients = EdgeClients.plain();

	private final FaultServer server = FaultServer.start().onReused(Behaviour.finAfterRequest());

	@AfterEach
	void stop() {
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource
	void callIsObservedOnce(Transport transport) {
		Queue<String> seen = new ConcurrentLinkedQueue<>();
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new Recording(seen));
		ApplicationContext context = clients.context(transport);
		EdgeClient client = transport.reactive()
				? EdgeClient.of(context, null, context.getBean(WebClient.Builder.class).observationRegistry(registry))
				: EdgeClient.of(context, context.getBean(RestClient.Builder.class).observationRegistry(registry), null);
		client.warmUp(url());
		awaitStops(seen, 1);
		client.send(url(), Send.get());
		assertThat(sends()).hasSize(3);
		awaitStops(seen, 2);
		assertThat(seen).containsExactly(START, STOP, START, STOP);
	}

	@ParameterizedTest
	@EnumSource
	void interceptorsRunOnceAndBothSendsAreTheSame(Transport transport) {
		AtomicInteger runs = new AtomicInteger();
		EdgeClient client = intercepted(transport, runs);
		client.warmUp(url());
		runs.set(0);
		client.send(url(), Send.typical("PUT"));
		assertThat(runs).hasValue(1);
		List<Exchange> sends = sends().subList(1, 3);
		assertThat(sends.get(1).headers()).isEqualTo(sends.get(0).headers())
			.containsEntry("host", "localhost:" + this.server.port());
	}

	@ParameterizedTest
	@EnumSource
	void cookiesAreSentAndKeptOnce(Transport transport) {
		this.server.behaviour(Behaviour.status(200, "Set-Cookie: a=1"));
		EdgeClient client = clients.client(transport);
		client.warmUp(url());
		client.send(url(), Send.get());
		client.awaitRelease();
		client.send(url(), Send.get());
		// Spring Boot's clients on Reactor Netty keep no cookies.
		String cookie = transport.library().equals("reactor") ? null : "a=1";
		assertThat(sends().stream().skip(1).map((exchange) -> exchange.headers().get("cookie"))).hasSize(4)
			.containsOnly(cookie);
	}

	@ParameterizedTest
	@EnumSource
	void conditionalReadIsRepeated(Transport transport) {
		EdgeClient client = clients.client(transport);
		client.warmUp(url());
		this.server.enqueue(Behaviour.finAfterRequest(), Behaviour.status(304, "ETag: \"1\""));
		assertThat(client.send(url(), Send.get().header("If-None-Match", "\"1\"")).getStatusCode().value())
			.isEqualTo(304);
		assertThat(sends()).extracting((exchange) -> exchange.headers().get("if-none-match"))
			.containsExactly(null, "\"1\"", "\"1\"");
	}

	/**
	 * A reactive call tells its observation only after its caller.
	 */
	private static void awaitStops(Queue<String> seen, int times) {
		await().atMost(Duration.ofSeconds(20)).until(() -> Collections.frequency(seen, STOP) >= times);
	}

	private static EdgeClient intercepted(Transport transport, AtomicInteger runs) {
		ApplicationContext context = clients.context(transport);
		if (transport.reactive()) {
			return EdgeClient.of(context, null, context.getBean(WebClient.Builder.class).filter((request, next) -> {
				runs.incrementAndGet();
				return next.exchange(request);
			}));
		}
		return EdgeClient.of(context,
				context.getBean(RestClient.Builder.class).requestInterceptor((request, body, execution) -> {
					runs.incrementAndGet();
					return execution.execute(request, body);
				}), null);
	}

	private List<Exchange> sends() {
		return this.server.exchanges();
	}

	private String url() {
		return this.server.url("/");
	}

	private record Recording(Queue<String> seen) implements ObservationHandler<Observation.Context> {

		@Override
		public void onStart(Observation.Context context) {
			this.seen.add("start " + context.getName());
		}

		@Override
		public void onStop(Observation.Context context) {
			this.seen.add("stop " + context.getName());
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

}
