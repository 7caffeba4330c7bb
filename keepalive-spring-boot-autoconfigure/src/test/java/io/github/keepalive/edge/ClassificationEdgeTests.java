package io.github.keepalive.edge;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;

import io.github.keepalive.client.apache.ApacheFaultTranslator;
import io.github.keepalive.client.jetty.JettyFaultTranslator;
import io.github.keepalive.client.reactor.ReactorFaultTranslator;
import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.fault.FaultClassifier;
import io.github.keepalive.fault.FaultKind;
import io.github.keepalive.fault.RepeatReason;
import io.github.keepalive.retry.RepeatDetails;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.Exchange;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.ManualClock;
import io.github.keepalive.testsupport.Pools;
import io.netty.channel.unix.Errors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Edge cases of telling what went wrong.
 */
@Timeout(60)
class ClassificationEdgeTests {

	@RegisterExtension
	static final EdgeClients clients = EdgeClients.plain();

	@RegisterExtension
	static final EdgeClients impatient = EdgeClients.impatient();

	private final FaultClassifier classifier = new FaultClassifier(
			List.of(new ApacheFaultTranslator(), new ReactorFaultTranslator(), new JettyFaultTranslator()));

	static List<Arguments> unsolicited() {
		List<Arguments> all = new ArrayList<>();
		for (Transport transport : Transport.values()) {
			for (String head : List.of("HTTP/1.1 408 Late\r\nConnection: close\r\n", "HTTP/1.1 400 Odd\r\n")) {
				all.add(Arguments.of(transport, head));
			}
		}
		return all;
	}

	@ParameterizedTest
	@ValueSource(strings = { "Connection reset", "Connexion réinitialisée", "接続がリセットされました",
			"An existing connection was forcibly closed by the remote host",
			"An established connection was aborted by the software in your host machine",
			"Protocol wrong type for socket" })
	void languageAndSystemDoNotMatter(String message) {
		assertThat(this.classifier.classify(new SocketException(message))).isEqualTo(FaultKind.RESET);
		assertThat(this.classifier.classify(new EOFException(message))).isEqualTo(FaultKind.CLOSED);
		assertThat(this.classifier.classify(new SSLException(message, new SocketException(message))))
			.isEqualTo(FaultKind.RESET);
		assertThat(this.classifier.classify(new IOException(message))).isEqualTo(FaultKind.CLOSED);
	}

	@Test
	void nativeTransportsTellByNumber() {
		assertThat(this.classifier.classify(new Errors.NativeIoException("read", Errors.ERRNO_ECONNRESET_NEGATIVE)))
			.isEqualTo(FaultKind.RESET);
		assertThat(this.classifier.classify(new Errors.NativeIoException("write", Errors.ERRNO_EPIPE_NEGATIVE)))
			.isEqualTo(FaultKind.BROKEN_PIPE);
		assertThat(this.classifier.classify(new Errors.NativeIoException("read", Errors.ERRNO_EBADF_NEGATIVE)))
			.isEqualTo(FaultKind.CLOSED);
	}

	@ParameterizedTest
	@ValueSource(classes = { ClosedChannelException.class, EOFException.class, SocketException.class })
	void wrappingDoesNotHideTheKind(Class<? extends Throwable> type) throws Exception {
		Throwable failure = type.getDeclaredConstructor().newInstance();
		FaultKind bare = this.classifier.classify(failure);
		assertThat(bare.connectionLost()).isTrue();
		assertThat(this.classifier.classify(new CompletionException(new RuntimeException(failure)))).isEqualTo(bare);
	}

	@ParameterizedTest
	@EnumSource
	void explanationIsFoundThroughTheWrappersOfSpring(Transport transport) {
		try (FaultServer server = FaultServer.start().onReused(Behaviour.finAfterRequest())) {
			EdgeClient client = clients.client(transport);
			client.warmUp(server.url("/"));
			Throwable failure = catchThrowable(() -> client.send(server.url("/"), Send.typical("POST")));
			assertThat(RepeatDetails.find(new CompletionException(new RuntimeException(failure)))).isNotNull()
				.isSameAs(RepeatDetails.find(failure));
		}
	}

	@ParameterizedTest
	@EnumSource
	void refusedConnectIsNotStale(Transport transport) throws IOException {
		try (Socket deaf = new Socket()) {
			// Taken, so that nobody else does, but nobody listens.
			deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			EdgeClient client = clients.client(transport);
			assertThat(client.refusal("http://localhost:" + deaf.getLocalPort() + "/", Send.get()))
				.isEqualTo(RepeatReason.NOT_A_LOST_CONNECTION);
		}
	}

	@ParameterizedTest
	@EnumSource
	void timeoutOnAReusedConnectionIsNotStale(Transport transport) {
		try (FaultServer server = FaultServer.start().onReused(Behaviour.hang())) {
			EdgeClient client = impatient.client(transport);
			// The short timeout may end this one as well, on a busy machine.
			Awaitility.await()
				.atMost(EdgeClient.PATIENCE)
				.ignoreExceptions()
				.untilAsserted(() -> client.warmUp(server.url("/")));
			int before = server.exchanges().size();
			assertThat(client.refusal(server.url("/"), Send.get())).isEqualTo(RepeatReason.NOT_A_LOST_CONNECTION);
			// Nobody waited for its arrival.
			Awaitility.await().atMost(EdgeClient.PATIENCE).until(() -> server.exchanges().size() > before);
			assertThat(server.exchanges()).hasSize(before + 1);
		}
	}

	// Who waits for a WebClient is not who sends.
	@ParameterizedTest
	@EnumSource(names = { "APACHE", "REACTOR", "JETTY" })
	void interruptedCallerIsNotServedASecondTime(Transport transport) {
		try (FaultServer server = FaultServer.start().onReused(Behaviour.finAfterRequest())) {
			EdgeClient client = clients.client(transport);
			client.warmUp(server.url("/"));
			Thread.currentThread().interrupt();
			try {
				assertThat(catchThrowable(() -> client.send(server.url("/"), Send.get()))).isNotNull();
			}
			finally {
				Thread.interrupted();
			}
			assertThat(server.exchanges()).hasSizeLessThanOrEqualTo(2);
		}
	}

	@ParameterizedTest
	@MethodSource("unsolicited")
	void responseOnAnIdleConnectionIsNobodys(Transport transport, String head) {
		CountDownLatch idle = new CountDownLatch(1);
		CountDownLatch written = new CountDownLatch(1);
		try (RawServer server = RawServer.start((wire) -> {
			wire.request();
			wire.answer("warm");
			await(idle);
			wire.write(head + "Content-Length: 4\r\n\r\nlate");
			written.countDown();
			wire.answerAll("unexpected");
		}, (wire) -> wire.answerAll("next"))) {
			EdgeClient client = clients.client(transport);
			client.warmUp(server.url("/"));
			idle.countDown();
			await(written);
			awaitNoticed(transport);
			assertThat(client.send(server.url("/"), Send.get()).getBody()).isIn("next", "unexpected");
			assertThat(server.heads()).hasSizeLessThanOrEqualTo(3);
		}
	}

	/**
	 * Who has written its request before it reads what was there cannot tell that from an
	 * answer.
	 */
	private static void awaitNoticed(Transport transport) {
		ApplicationContext context = clients.context(transport);
		if (transport.library().equals("http-components")) {
			// It looks before it uses a connection that is not quite fresh.
			((ManualClock) context.getBean(IdleClock.class)).advance(Duration.ofMillis(200));
		}
		else {
			Pools.awaitIdle(context.getBean(PoolRegistry.class), 0);
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(EdgeClient.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@ParameterizedTest
	@EnumSource
	void badRequestIsAResponse(Transport transport) {
		Behaviour odd = Behaviour.status(400, "Connection: close").thenClose();
		try (FaultServer server = FaultServer.start().onReused(odd)) {
			EdgeClient client = clients.client(transport);
			client.warmUp(server.url("/"));
			assertThat(client.send(server.url("/"), Send.get()).getStatusCode().value()).isEqualTo(400);
			assertThat(server.exchanges()).hasSize(2);
		}
	}

	@ParameterizedTest
	@EnumSource
	void serverThatOnlyEndedItsSideMayHaveActedOnAPost(Transport transport) {
		try (RawServer server = RawServer.start((wire) -> {
			wire.request();
			wire.answer("warm");
			wire.fin();
			wire.request();
			wire.untilEnd();
		}, (wire) -> wire.answerAll("next"))) {
			EdgeClient client = clients.client(transport);
			client.warmUp(server.url("/"));
			// Seen in time, it is not used; seen too late, the POST fails.
			catchThrowable(() -> client.send(server.url("/"), Send.typical("POST")));
			assertThat(server.count("POST")).isLessThanOrEqualTo(1);
		}
	}

	@ParameterizedTest
	@EnumSource
	void postThatWasReadIsSentOnce(Transport transport) {
		try (FaultServer server = FaultServer.start().onReused(Behaviour.finAfterRequest())) {
			EdgeClient client = clients.client(transport);
			client.warmUp(server.url("/"));
			assertThat(client.refusal(server.url("/"), Send.typical("POST")))
				.isEqualTo(RepeatReason.METHOD_NOT_IDEMPOTENT);
			assertThat(server.exchanges()).filteredOn(Exchange::executed).hasSize(2);
		}
	}

}
