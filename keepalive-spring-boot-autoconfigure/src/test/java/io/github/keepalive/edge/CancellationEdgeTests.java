package io.github.keepalive.edge;

import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.fault.RepeatReason;
import io.github.keepalive.retry.RepeatDetails;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.ManualClock;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

import org.springframework.context.event.ContextClosedEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Edge cases of callers that give up, of deadlines and of concurrency.
 */
@Timeout(60)
class CancellationEdgeTests {

	@RegisterExtension
	static final EdgeClients clients = EdgeClients.plain();

	@RegisterExtension
	static final EdgeClients closing = EdgeClients.plain();

	@ParameterizedTest
	@EnumSource(names = "WEB_.*", mode = EnumSource.Mode.MATCH_ALL)
	void nothingIsSentForACallerWhoIsGone(Transport transport) {
		CountDownLatch gone = new CountDownLatch(1);
		try (RawServer server = RawServer.start(untilGone(gone), (wire) -> wire.answerAll("unexpected"))) {
			EdgeClient client = clients.client(transport);
			client.warmUp(server.url("/"));
			Disposable call = body(client, server.url("/")).subscribe();
			Awaitility.await().atMost(EdgeClient.PATIENCE).until(() -> server.heads().size() == 2);
			call.dispose();
			gone.countDown();
			assertStays(server, 2);
		}
	}

	@ParameterizedTest
	@EnumSource(names = "WEB_.*", mode = EnumSource.Mode.MATCH_ALL)
	void nothingIsSentAfterATimeoutOfTheCaller(Transport transport) {
		CountDownLatch gone = new CountDownLatch(1);
		try (RawServer server = RawServer.start(untilGone(gone), (wire) -> wire.answerAll("unexpected"))) {
			EdgeClient client = clients.client(transport);
			client.warmUp(server.url("/"));
			// Over as soon as the request is under way, however long that takes.
			Mono<Boolean> over = Flux.interval(Duration.ofMillis(20))
				.map((tick) -> server.heads().size() == 2)
				.filter(Boolean::booleanValue)
				.next();
			Mono<String> call = body(client, server.url("/")).timeout(over);
			assertThat(catchThrowable(() -> call.block(EdgeClient.PATIENCE)))
				.hasCauseInstanceOf(TimeoutException.class);
			gone.countDown();
			assertStays(server, 2);
		}
	}

	@ParameterizedTest
	@EnumSource
	void nothingIsSentOnceHalfOfTheReadTimeoutIsUsed(Transport transport) {
		ManualClock clock = (ManualClock) clients.context(transport).getBean(IdleClock.class);
		try (RawServer server = RawServer.start((wire) -> {
			wire.request();
			wire.answer("warm");
			wire.request();
			clock.advance(Duration.ofSeconds(10));
		}, (wire) -> wire.answerAll("unexpected"))) {
			EdgeClient client = clients.client(transport);
			client.warmUp(server.url("/"));
			assertThat(client.refusal(server.url("/"), Send.get())).isEqualTo(RepeatReason.DEADLINE_NEAR);
			assertThat(server.heads()).hasSize(2);
		}
	}

	@ParameterizedTest
	@EnumSource(names = "WEB_.*", mode = EnumSource.Mode.MATCH_ALL)
	void repeatBlocksNoThread(Transport transport) {
		try (FaultServer server = FaultServer.start().onReused(Behaviour.finAfterRequest())) {
			EdgeClient client = clients.client(transport);
			client.warmUp(server.url("/"));
			// Reactor forbids blocking on these threads.
			assertThat(Mono.defer(() -> body(client, server.url("/")))
				.subscribeOn(Schedulers.parallel())
				.block(EdgeClient.PATIENCE)).isNotEmpty();
			assertThat(server.exchanges()).hasSize(3);
		}
	}

	@ParameterizedTest
	@EnumSource
	void nothingIsRepeatedWhileTheContextCloses(Transport transport) {
		try (FaultServer server = FaultServer.start().onReused(Behaviour.finAfterRequest())) {
			EdgeClient client = closing.client(transport);
			client.warmUp(server.url("/"));
			closing.context(transport).publishEvent(new ContextClosedEvent(closing.context(transport)));
			assertThat(client.refusal(server.url("/"), Send.get())).isEqualTo(RepeatReason.CLOSING);
			assertThat(server.exchanges()).hasSize(2);
		}
	}

	@ParameterizedTest
	@EnumSource(names = "WEB_.*", mode = EnumSource.Mode.MATCH_ALL)
	void outerRetryIsACallOfItsOwn(Transport transport) {
		try (FaultServer server = FaultServer.start()) {
			EdgeClient client = clients.client(transport);
			client.warmUp(server.url("/"));
			server.behaviour(Behaviour.finAfterRequest());
			Mono<String> call = body(client, server.url("/")).retry(1);
			assertThat(catchThrowable(() -> call.block(EdgeClient.PATIENCE))).isNotNull();
			// Stale, fresh and, once more, fresh.
			assertThat(server.exchanges()).hasSize(1 + 3);
		}
	}

	@ParameterizedTest
	@EnumSource(names = "WEB_.*", mode = EnumSource.Mode.MATCH_ALL)
	void outerRetryCanSeeThatTheRepeatIsUsedUp(Transport transport) {
		try (FaultServer server = FaultServer.start()) {
			EdgeClient client = clients.client(transport);
			client.warmUp(server.url("/"));
			server.behaviour(Behaviour.finAfterRequest());
			Mono<String> call = body(client, server.url("/"))
				.retryWhen(Retry.max(3).filter((failure) -> !RepeatDetails.find(failure).usedUp()));
			assertThat(catchThrowable(() -> call.block(EdgeClient.PATIENCE))).isNotNull();
			assertThat(server.exchanges()).hasSize(1 + 2);
		}
	}

	@ParameterizedTest
	@EnumSource
	void lostConnectionIsClosedByUsAsWell(Transport transport) throws InterruptedException {
		CountDownLatch closed = new CountDownLatch(1);
		try (RawServer server = RawServer.start((wire) -> {
			wire.request();
			wire.answer("warm");
			wire.request();
			wire.fin();
			try {
				wire.untilEnd();
			}
			catch (SocketException ex) {
				// A reset is an end as well.
			}
			closed.countDown();
		}, (wire) -> wire.answerAll("next"))) {
			EdgeClient client = clients.client(transport);
			client.warmUp(server.url("/"));
			assertThat(client.send(server.url("/"), Send.get()).getBody()).isEqualTo("next");
			assertThat(closed.await(EdgeClient.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		}
	}

	private static RawServer.Script untilGone(CountDownLatch gone) {
		return (wire) -> {
			wire.request();
			wire.answer("warm");
			wire.request();
			try {
				gone.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		};
	}

	private static Mono<String> body(EdgeClient client, String url) {
		return client.reactive().get().uri(url).retrieve().bodyToMono(String.class);
	}

	private static void assertStays(RawServer server, int requests) {
		Awaitility.await()
			.during(Duration.ofMillis(100))
			.atMost(EdgeClient.PATIENCE)
			.until(() -> server.heads().size() == requests);
	}

}
