package io.github.keepalive.client.apache;

import java.time.Duration;
import java.util.List;

import io.github.keepalive.connection.Attempt;
import io.github.keepalive.connection.CloseReason;
import io.github.keepalive.fault.AttemptFacts;
import io.github.keepalive.fault.FaultClassifier;
import io.github.keepalive.fault.FaultKind;
import io.github.keepalive.policy.ClientSettings;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.Exchange;
import io.github.keepalive.test.FaultServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.http.HttpMethod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What both clients have to tell of a send.
 */
abstract class AbstractApacheFactsTests extends AbstractApacheTests {

	@Test
	void factsOfFreshAndReusedConnection() {
		Caller caller = caller(policy((ClientSettings) null), this.clock);
		Attempt first = Attempt.first();
		caller.send(HttpMethod.GET, this.server.url("/"), null, first);
		assertThat(first.facts()).returns(false, AttemptFacts::reused)
			.returns(0, AttemptFacts::served)
			.returns(true, AttemptFacts::written)
			.returns(true, AttemptFacts::responseByte)
			.returns("localhost:" + this.server.port(), AttemptFacts::authority);
		this.clock.advance(Duration.ofSeconds(7));
		Attempt second = Attempt.first();
		caller.send(HttpMethod.GET, this.server.url("/"), null, second);
		assertThat(second.facts()).returns(true, AttemptFacts::reused).returns(1, AttemptFacts::served);
		assertThat(second.facts().idle()).isBetween(Duration.ofSeconds(7), Duration.ofSeconds(8));
	}

	@Test
	void lossWithoutResponseByteIsTold() {
		Attempt attempt = lost(Behaviour.finAfterRequest(), FaultKind.CLOSED);
		assertThat(attempt.facts()).returns(true, AttemptFacts::reused)
			.returns(true, AttemptFacts::written)
			.returns(false, AttemptFacts::responseByte);
	}

	@Test
	void halfAStatusLineIsAResponseByte() {
		assertThat(lost(Behaviour.partialHead(), null).facts().responseByte()).isTrue();
	}

	private Attempt lost(Behaviour behaviour, @Nullable FaultKind kind) {
		Caller caller = caller(policy((ClientSettings) null), this.clock);
		caller.get(this.server.url("/"));
		this.server.onReused(behaviour);
		Attempt attempt = Attempt.first();
		Throwable failure = catchThrowable(() -> caller.send(HttpMethod.GET, this.server.url("/"), null, attempt));
		FaultKind found = new FaultClassifier(List.of(new ApacheFaultTranslator())).classify(failure);
		assertThat(found).isEqualTo((kind != null) ? kind : found);
		return attempt;
	}

	@Test
	void repeatGoesOutOnFreshConnection() {
		Caller caller = caller(policy((ClientSettings) null), this.clock);
		String first = caller.get(this.server.url("/"));
		Attempt repeat = Attempt.repeat(this.clock.now());
		assertThat(caller.send(HttpMethod.GET, this.server.url("/"), null, repeat)).isNotEqualTo(first);
		assertThat(repeat.facts().reused()).isFalse();
		assertClosed(CloseReason.RETIRED);
	}

	@Test
	void redirectedSendHasBeenAnswered() {
		Caller caller = caller(policy((ClientSettings) null), this.clock);
		this.server.enqueue(Behaviour.status(303, "Location: /next"), Behaviour.finAfterRequest());
		Attempt attempt = Attempt.first();
		Throwable failure = catchThrowable(() -> caller.send(HttpMethod.GET, this.server.url("/"), null, attempt));
		assertThat(failure).isNotNull();
		assertThat(this.server.exchanges()).extracting(Exchange::path).containsExactly("/", "/next");
		assertThat(attempt.facts().responseByte()).isTrue();
	}

	@Test
	void connectionsOverTlsAreReusedAndRetired() {
		this.server.close();
		this.server = FaultServer.startTls();
		Caller caller = caller(policy((ClientSettings) null), this.clock);
		String first = caller.get(this.server.url("/"));
		assertThat(caller.get(this.server.url("/"))).isEqualTo(first);
		this.clock.advance(Duration.ofSeconds(30));
		assertThat(caller.get(this.server.url("/"))).isEqualTo(first);
		this.clock.advance(Duration.ofSeconds(50));
		assertThat(caller.get(this.server.url("/"))).isNotEqualTo(first);
	}

	@Test
	void nobodyListensIsConnectFailed() {
		Caller caller = caller(policy((ClientSettings) null), this.clock);
		// A port that was just closed may be somebody else's already.
		String url = "http://127.0.0.1:1/";
		Attempt attempt = Attempt.first();
		Throwable failure = catchThrowable(() -> caller.send(HttpMethod.GET, url, null, attempt));
		assertThat(new FaultClassifier(List.of(new ApacheFaultTranslator())).classify(failure))
			.isEqualTo(FaultKind.CONNECT_FAILED);
		assertThat(attempt.facts().reused()).isNull();
	}

}
