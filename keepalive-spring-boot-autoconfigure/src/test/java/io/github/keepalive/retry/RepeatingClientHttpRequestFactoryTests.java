package io.github.keepalive.retry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.github.keepalive.connection.Attempt;
import io.github.keepalive.fault.FaultKind;
import io.github.keepalive.fault.RepeatReason;
import io.github.keepalive.fault.RepeatRules;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.BufferingClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.mock.http.client.MockClientHttpResponse;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link RepeatingClientHttpRequestFactory}.
 */
class RepeatingClientHttpRequestFactoryTests {

	private static final URI TARGET = URI.create("http://user:secret@localhost:8080/orders?id=7");

	private final Fakes fakes = new Fakes();

	private final FakeFactory delegate = new FakeFactory(this.fakes);

	@Test
	void staleConnectionIsRepeatedOnceOnAFreshOne() throws IOException {
		this.delegate.then(this::stale).then(this::answered);
		ClientHttpResponse response = request(HttpMethod.GET).execute();
		assertThat(response.getStatusCode()).isEqualTo(HttpStatus.OK);
		assertThat(this.delegate.sent).hasSize(2);
		assertThat(this.delegate.attempts.get(0).freshAfter()).isNull();
		assertThat(this.delegate.attempts.get(1).freshAfter()).isEqualTo(this.fakes.clock.now());
		assertThat(this.fakes.counters().getStale()).isEqualTo(1);
		assertThat(this.fakes.counters().getRepeated()).isEqualTo(1);
		assertThat(Attempt.current()).isNull();
	}

	@Test
	void successIsLeftAlone() throws IOException {
		this.delegate.then(this::answered);
		request(HttpMethod.POST).execute();
		assertThat(this.delegate.sent).hasSize(1);
		assertThat(this.fakes.counters().getRepeated()).isZero();
	}

	@ParameterizedTest(name = "{0} {1} -> {2} sends")
	@MethodSource("io.github.keepalive.retry.TraitsReaderTests#headers")
	void headersDecide(String method, @Nullable String header, int sends) throws IOException {
		this.delegate.then(this::stale).then(this::answered);
		ClientHttpRequest request = request(HttpMethod.valueOf(method));
		TraitsReaderTests.add(header, request.getHeaders());
		Throwable failure = catchThrowable(request::execute);
		assertThat(this.delegate.sent).hasSize(sends);
		assertThat(failure == null).isEqualTo(sends == 2);
	}

	@ParameterizedTest(name = "{0} idempotent={1} -> {2} sends")
	@CsvSource({ "POST,true,2", "GET,false,1" })
	void attributeOfTheCallerDecides(String method, boolean idempotent, int sends) {
		this.delegate.then(this::stale).then(this::answered);
		catchThrowable(() -> restClient().method(HttpMethod.valueOf(method))
			.uri(TARGET)
			.attribute(KeepAliveAttributes.IDEMPOTENT, idempotent)
			.retrieve()
			.toBodilessEntity());
		assertThat(this.delegate.sent).hasSize(sends);
	}

	@Test
	void headersAttributesAndBodyGoOutUnchangedOnBothSends() throws IOException {
		this.delegate.then((attempt, request) -> {
			request.getHeaders().set("Content-Length", "4711");
			request.getHeaders().add("Idempotency-Key", "other");
			return stale(attempt, request);
		}).then(this::answered);
		ClientHttpRequest request = request(HttpMethod.POST);
		request.getHeaders().add("Idempotency-Key", "key-1");
		request.getAttributes().put("a", "b");
		request.getBody().write("hello".getBytes(StandardCharsets.UTF_8));
		request.getBody().write(" world".getBytes(StandardCharsets.UTF_8));
		request.execute();
		SentRequest again = this.delegate.sent.get(1);
		assertThat(again.getHeaders().get("Idempotency-Key")).containsExactly("key-1");
		assertThat(again.getHeaders().containsHeader("Content-Length")).isFalse();
		assertThat(again.getAttributes()).containsEntry("a", "b");
		assertThat(this.delegate.sent).extracting(SentRequest::content).containsExactly("hello world", "hello world");
	}

	@Test
	void valueBodiesAndReopenableResourcesAreRepeated() {
		this.delegate.then(this::stale).then(this::answered);
		restClient().put().uri(TARGET).body("text").retrieve().toBodilessEntity();
		this.delegate.then(this::stale).then(this::answered);
		restClient().put().uri(TARGET).body(new ByteArrayResource(new byte[] { 65 })).retrieve().toBodilessEntity();
		assertThat(this.delegate.sent).extracting(SentRequest::content).containsExactly("text", "text", "A", "A");
	}

	@Test
	void streamIsWrittenOnce() {
		this.delegate.then(this::stale).then(this::answered);
		Throwable failure = catchThrowable(() -> restClient().put()
			.uri(TARGET)
			.body(new InputStreamResource(new ByteArrayInputStream(new byte[] { 65 })))
			.retrieve()
			.toBodilessEntity());
		assertThat(this.delegate.sent).hasSize(1);
		assertThat(RepeatDetails.find(failure).decision().reason()).isEqualTo(RepeatReason.BODY_NOT_REPEATABLE);
	}

	@Test
	void bodyReachesADelegateThatDoesNotStream() throws IOException {
		this.delegate.then(this::stale).then(this::answered);
		RepeatingClientHttpRequestFactory factory = new RepeatingClientHttpRequestFactory(
				new BufferingClientHttpRequestFactory(this.delegate), this.fakes.repeater(), null);
		ClientHttpRequest request = factory.createRequest(TARGET, HttpMethod.PUT);
		((StreamingHttpOutputMessage) request).setBody("text".getBytes(StandardCharsets.UTF_8));
		request.execute();
		assertThat(this.delegate.sent).extracting(SentRequest::content).containsExactly("text", "text");
	}

	@Test
	void bodyIsGivenOneWayOnly() throws IOException {
		ClientHttpRequest collected = request(HttpMethod.PUT);
		assertThat(collected.getBody()).isSameAs(collected.getBody());
		assertThatIllegalStateException()
			.isThrownBy(() -> ((StreamingHttpOutputMessage) collected).setBody(new byte[0]));
		ClientHttpRequest streamed = request(HttpMethod.PUT);
		((StreamingHttpOutputMessage) streamed).setBody(new byte[0]);
		assertThatIllegalStateException().isThrownBy(streamed::getBody);
	}

	@Test
	void bodyThatItsOwnerCannotProduceIsNoFaultOfTheConnection() throws IOException {
		this.delegate.then(this::stale).then(this::answered);
		ClientHttpRequest request = request(HttpMethod.PUT);
		IOException failure = new SocketException("of the source, not of the target");
		((StreamingHttpOutputMessage) request).setBody(new TestBody((out) -> {
			throw failure;
		}));
		assertThat(catchThrowable(request::execute)).isSameAs(failure).hasNoSuppressedExceptions();
		assertThat(this.delegate.sent).hasSize(1);
		assertThat(this.fakes.counters().getStale()).isZero();
	}

	@Test
	void connectionThatRefusesTheBodyIsRepeated() throws IOException {
		this.delegate.refuseBodyOnce = true;
		this.delegate.then(this::answered).then(this::answered);
		ClientHttpRequest request = request(HttpMethod.PUT);
		((StreamingHttpOutputMessage) request).setBody(new TestBody((out) -> {
			out.write(65);
			out.write(new byte[] { 66, 67 });
			out.flush();
			out.close();
		}));
		request.execute();
		assertThat(this.delegate.sent).hasSize(2);
		assertThat(this.delegate.sent.get(1).content()).isEqualTo("ABC");
	}

	@Test
	void bodyThatFailsTheSecondTimeSurfacesTheFirstFailure() throws IOException {
		this.delegate.then(this::stale).then(this::answered);
		ClientHttpRequest request = request(HttpMethod.PUT);
		List<OutputStream> writes = new ArrayList<>();
		((StreamingHttpOutputMessage) request).setBody(new TestBody((out) -> {
			writes.add(out);
			if (writes.size() == 2) {
				throw new IOException("gone");
			}
		}));
		Throwable failure = catchThrowable(request::execute);
		assertThat(failure).isInstanceOf(SocketException.class);
		assertThat(failure.getSuppressed()).hasSize(2)
			.anySatisfy((suppressed) -> assertThat(suppressed).hasMessage("gone"));
	}

	@Test
	void failureSaysWhatIsKnownAndWhatToSet() {
		this.delegate.then(this::stale);
		Throwable failure = catchThrowable(
				() -> restClient().post().uri(TARGET).body("x").retrieve().toBodilessEntity());
		assertThat(failure).isInstanceOf(ResourceAccessException.class);
		RepeatDetails details = RepeatDetails.find(failure);
		assertThat(details.usedUp()).isFalse();
		assertThat(details.sends()).isEqualTo(1);
		assertThat(details.fault()).isEqualTo(FaultKind.RESET);
		assertThat(details.facts().idle()).isEqualTo(Duration.ofSeconds(3));
		assertThat(details.getStackTrace()).isEmpty();
		assertThat(details).hasMessage("localhost:8080: RESET on a reused connection, idle 3s; "
				+ "NOT_REPEATED: METHOD_NOT_IDEMPOTENT (send the header 'Idempotency-Key', or mark it with "
				+ "KeepAliveAttributes.IDEMPOTENT or @Idempotent; see 'keepalive.client.retry.idempotency-key-headers'). "
				+ "If it recurs, set 'keepalive.proxy.idle' to the peer's idle timeout, or 'keepalive.client.idle' below 3s");
	}

	@Test
	void unknownReuseIsSaidSoWithoutCredentials() {
		this.delegate.then((attempt, request) -> {
			throw new SocketException("Connection reset");
		});
		Throwable failure = catchThrowable(request(HttpMethod.GET)::execute);
		assertThat(RepeatDetails.find(failure)).hasMessageStartingWith(
				"localhost:8080: RESET on a connection of unknown age; NOT_REPEATED: REUSE_UNKNOWN");
	}

	@Test
	void failedRepeatCarriesTheFirstFailureAndIsTheEnd() {
		this.delegate.then(this::stale).then((attempt, request) -> {
			this.fakes.fresh(attempt);
			throw new ConnectException("refused");
		});
		Throwable failure = catchThrowable(request(HttpMethod.GET)::execute);
		assertThat(failure).isInstanceOf(ConnectException.class);
		assertThat(this.delegate.sent).hasSize(2);
		RepeatDetails details = RepeatDetails.find(new RuntimeException(failure));
		assertThat(details.usedUp()).isTrue();
		assertThat(details.fault()).isEqualTo(FaultKind.CONNECT_FAILED);
		assertThat(details).hasMessageContaining("on a fresh connection, send 2; NOT_REPEATED");
		assertThat(failure.getSuppressed()).hasSize(2);
		assertThat(failure.getSuppressed()[1]).isInstanceOf(SocketException.class);
		assertThat(RepeatDetails.find(failure.getSuppressed()[1]).decision().repeat()).isTrue();
	}

	@Test
	void staleAgainIsNotRepeatedASecondTime() {
		this.delegate.then(this::stale).then(this::stale).then(this::answered);
		Throwable failure = catchThrowable(request(HttpMethod.GET)::execute);
		assertThat(this.delegate.sent).hasSize(2);
		assertThat(RepeatDetails.find(failure).decision().reason()).isEqualTo(RepeatReason.ALREADY_REPEATED);
	}

	@Test
	void failureThrownTwiceIsExplainedOnce() {
		SocketException same = new SocketException("reset");
		FakeFactory.Step step = (attempt, request) -> {
			this.fakes.reused(attempt);
			throw same;
		};
		this.delegate.then(step).then(step);
		assertThat(catchThrowable(request(HttpMethod.GET)::execute)).isSameAs(same);
		assertThat(same.getSuppressed()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void surroundingsForbid(Hindrance hindrance) {
		this.delegate.then((attempt, request) -> {
			this.fakes.reused(attempt);
			hindrance.happen.accept(this.fakes);
			throw new SocketException("reset");
		}).then(this::answered);
		RepeatingClientHttpRequestFactory factory = new RepeatingClientHttpRequestFactory(this.delegate,
				this.fakes.repeater(), Duration.ofSeconds(10));
		try {
			Throwable failure = catchThrowable(factory.createRequest(TARGET, HttpMethod.GET)::execute);
			assertThat(RepeatDetails.find(failure).decision().reason()).isEqualTo(hindrance.reason);
			assertThat(this.delegate.sent).hasSize(1);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			Thread.interrupted();
		}
	}

	@Test
	void lessThanHalfOfTheReadTimeoutIsFine() throws IOException {
		this.delegate.then(this::stale).then(this::answered);
		new RepeatingClientHttpRequestFactory(this.delegate, this.fakes.repeater(), Duration.ofSeconds(7))
			.createRequest(TARGET, HttpMethod.GET)
			.execute();
		this.delegate.then(this::stale).then(this::answered);
		new RepeatingClientHttpRequestFactory(this.delegate, this.fakes.repeater(), Duration.ZERO)
			.createRequest(TARGET, HttpMethod.GET)
			.execute();
		assertThat(this.delegate.sent).hasSize(4);
	}

	@Test
	void timeoutIsNotRepeated() {
		this.delegate.then((attempt, request) -> {
			this.fakes.reused(attempt);
			throw new SocketTimeoutException("Read timed out");
		});
		Throwable failure = catchThrowable(request(HttpMethod.GET)::execute);
		assertThat(RepeatDetails.find(failure).fault()).isEqualTo(FaultKind.TIMEOUT);
		assertThat(this.fakes.counters().getStale()).isZero();
	}

	@Test
	void startedResponseIsNeitherStaleNorRepeated() {
		this.delegate.then((attempt, request) -> {
			this.fakes.reused(attempt);
			attempt.responseByte();
			throw new SocketException("reset");
		});
		Throwable failure = catchThrowable(request(HttpMethod.GET)::execute);
		assertThat(RepeatDetails.find(failure).decision().reason()).isEqualTo(RepeatReason.RESPONSE_STARTED);
		assertThat(this.fakes.counters().getStale()).isZero();
	}

	@Test
	void whatIsNoFailureOfTheExchangeIsLeftAlone() {
		this.delegate.then((attempt, request) -> {
			throw new IllegalArgumentException("no such scheme");
		});
		Throwable failure = catchThrowable(request(HttpMethod.GET)::execute);
		assertThat(failure).isInstanceOf(IllegalArgumentException.class).hasNoSuppressedExceptions();
		assertThat(RepeatDetails.find(failure)).isNull();
	}

	@Test
	void postThatWasNotWrittenIsRepeated() throws IOException {
		this.delegate.then((attempt, request) -> {
			this.fakes.connections.leased(this.fakes.connections.opened(Fakes.ROUTE), true, attempt);
			throw new SocketException("reset");
		}).then(this::answered);
		request(HttpMethod.POST).execute();
		assertThat(this.delegate.sent).hasSize(2);
	}

	@Test
	void redirectedPostWhoseSecondLegWasNotWrittenIsNotRepeated() {
		this.delegate.then((attempt, request) -> {
			this.fakes.reused(attempt);
			this.fakes.connections.leased(this.fakes.connections.opened(Fakes.ROUTE), true, attempt);
			throw new SocketException("reset");
		});
		catchThrowable(request(HttpMethod.POST)::execute);
		assertThat(this.delegate.sent).hasSize(1);
	}

	@Test
	void idle408CountsAsAClose() throws IOException {
		MockClientHttpResponse timeout = timeout("close");
		this.delegate.then((attempt, request) -> {
			this.fakes.reused(attempt);
			attempt.responseByte();
			return timeout;
		}).then(this::answered);
		assertThat(request(HttpMethod.GET).execute().getStatusCode()).isEqualTo(HttpStatus.OK);
		assertThat(this.delegate.sent).hasSize(2);
		assertThat(this.fakes.counters().getStale()).isEqualTo(1);
	}

	@Test
	void idle408OfAPostIsHandedThrough() throws IOException {
		this.delegate.then((attempt, request) -> {
			this.fakes.reused(attempt);
			return timeout("close");
		});
		assertThat(request(HttpMethod.POST).execute().getStatusCode()).isEqualTo(HttpStatus.REQUEST_TIMEOUT);
	}

	@Test
	void other408sAreResponses() throws IOException {
		this.delegate.then((attempt, request) -> {
			this.fakes.fresh(attempt);
			return timeout("close");
		});
		assertThat(request(HttpMethod.GET).execute().getStatusCode()).isEqualTo(HttpStatus.REQUEST_TIMEOUT);
		this.delegate.then((attempt, request) -> {
			this.fakes.reused(attempt);
			return timeout("keep-alive");
		});
		assertThat(request(HttpMethod.GET).execute().getStatusCode()).isEqualTo(HttpStatus.REQUEST_TIMEOUT);
		assertThat(this.delegate.sent).hasSize(2);
	}

	@Test
	void statusThatIsNoneIsForTheCallerToSee() throws IOException {
		ClientHttpResponse odd = new MockClientHttpResponse(new byte[0], HttpStatus.OK) {

			@Override
			public HttpStatusCode getStatusCode() {
				throw new IllegalArgumentException("1234");
			}

		};
		this.delegate.then((attempt, request) -> odd);
		assertThat(request(HttpMethod.GET).execute()).isSameAs(odd);
	}

	@Test
	void emptyBudgetEndsRepeats() throws IOException {
		Repeater repeater = this.fakes.repeater(new RepeatRules(true, RepeatRules.IDEMPOTENT_METHODS),
				new RepeatBudgets(0, 0, 1), null);
		RepeatingClientHttpRequestFactory factory = new RepeatingClientHttpRequestFactory(this.delegate, repeater,
				null);
		this.delegate.then(this::stale).then(this::answered).then(this::stale);
		factory.createRequest(TARGET, HttpMethod.GET).execute();
		Throwable failure = catchThrowable(factory.createRequest(TARGET, HttpMethod.GET)::execute);
		assertThat(RepeatDetails.find(failure)).hasMessageContaining("BUDGET_EXHAUSTED")
			.hasMessageContaining("keepalive.client.retry.budget");
	}

	@Test
	void disabledRetryStillExplains() throws IOException {
		Repeater repeater = this.fakes.repeater(new RepeatRules(false, RepeatRules.IDEMPOTENT_METHODS),
				new RepeatBudgets(0, 0, 1), null);
		this.delegate.then(this::stale);
		ClientHttpRequest request = new RepeatingClientHttpRequestFactory(this.delegate, repeater, null)
			.createRequest(TARGET, HttpMethod.GET);
		assertThat(RepeatDetails.find(catchThrowable(request::execute)).decision().reason())
			.isEqualTo(RepeatReason.DISABLED);
	}

	@Test
	void requestIsExecutedOnce() throws IOException {
		this.delegate.then(this::answered);
		ClientHttpRequest request = request(HttpMethod.GET);
		request.execute();
		assertThatIllegalStateException().isThrownBy(request::execute);
		assertThat(request.getURI()).isEqualTo(TARGET);
	}

	@Test
	void failureToCreateTheRequestComesAsEver() {
		RepeatingClientHttpRequestFactory factory = new RepeatingClientHttpRequestFactory((uri, method) -> {
			throw new IllegalArgumentException("no");
		}, this.fakes.repeater(), null);
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> factory.createRequest(TARGET, HttpMethod.GET));
	}

	private ClientHttpResponse stale(Attempt attempt, SentRequest request) throws IOException {
		this.fakes.reused(attempt);
		throw new SocketException("Connection reset");
	}

	private ClientHttpResponse answered(Attempt attempt, SentRequest request) {
		this.fakes.fresh(attempt);
		attempt.responseByte();
		return new MockClientHttpResponse(new byte[0], HttpStatus.OK);
	}

	private static MockClientHttpResponse timeout(String connection) {
		MockClientHttpResponse response = new MockClientHttpResponse(new byte[0], HttpStatus.REQUEST_TIMEOUT);
		response.getHeaders().setConnection(connection);
		return response;
	}

	private ClientHttpRequest request(HttpMethod method) {
		try {
			return new RepeatingClientHttpRequestFactory(this.delegate, this.fakes.repeater(), null)
				.createRequest(TARGET, method);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private RestClient restClient() {
		return RestClient.builder()
			.requestFactory(new RepeatingClientHttpRequestFactory(this.delegate, this.fakes.repeater(), null))
			.build();
	}

	enum Hindrance {

		INTERRUPTED(RepeatReason.CANCELLED, (fakes) -> Thread.currentThread().interrupt()),

		CLOSING(RepeatReason.CLOSING, (fakes) -> fakes.closing.set(true)),

		HALF_OF_THE_READ_TIMEOUT(RepeatReason.DEADLINE_NEAR, (fakes) -> fakes.clock.advance(Duration.ofSeconds(2)));

		private final RepeatReason reason;

		private final Consumer<Fakes> happen;

		Hindrance(RepeatReason reason, Consumer<Fakes> happen) {
			this.reason = reason;
			this.happen = happen;
		}

	}

	private record TestBody(Writer writer) implements StreamingHttpOutputMessage.Body {

		@Override
		public void writeTo(OutputStream outputStream) throws IOException {
			this.writer.write(outputStream);
		}

		@Override
		public boolean repeatable() {
			return true;
		}

		interface Writer {

			void write(OutputStream out) throws IOException;

		}

	}

}
