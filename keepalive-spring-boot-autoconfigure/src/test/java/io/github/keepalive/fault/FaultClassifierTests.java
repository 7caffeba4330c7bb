package io.github.keepalive.fault;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FaultClassifier} and {@link FaultKind}.
 */
class FaultClassifierTests {

	private final FaultClassifier classifier = new FaultClassifier(List.of());

	static Stream<Arguments> failures() {
		return Stream.of(Arguments.of(new SocketTimeoutException(), FaultKind.TIMEOUT),
				Arguments.of(new TimeoutException(), FaultKind.TIMEOUT),
				Arguments.of(new HttpTimeoutException("late"), FaultKind.TIMEOUT),
				Arguments.of(new InterruptedIOException(), FaultKind.CANCELLED),
				Arguments.of(new InterruptedException(), FaultKind.CANCELLED),
				Arguments.of(new CancellationException(), FaultKind.CANCELLED),
				Arguments.of(new ClosedByInterruptException(), FaultKind.CANCELLED),
				Arguments.of(new ConnectException(), FaultKind.CONNECT_FAILED),
				Arguments.of(new BindException(), FaultKind.CONNECT_FAILED),
				Arguments.of(new UnknownHostException(), FaultKind.CONNECT_FAILED),
				Arguments.of(new NoRouteToHostException(), FaultKind.CONNECT_FAILED),
				Arguments.of(new SSLHandshakeException("no"), FaultKind.CONNECT_FAILED),
				Arguments.of(new SSLPeerUnverifiedException("who"), FaultKind.CONNECT_FAILED),
				Arguments.of(new SocketException("Connection reset"), FaultKind.RESET),
				Arguments.of(new EOFException(), FaultKind.CLOSED),
				Arguments.of(new ClosedChannelException(), FaultKind.CLOSED),
				Arguments.of(new IOException("unknown"), FaultKind.CLOSED), Arguments
					.of(new SSLException("closing inbound before receiving peer's close_notify"), FaultKind.CLOSED),
				Arguments.of(new IllegalStateException("unknown"), FaultKind.OTHER));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void classifiesByType(Throwable failure, FaultKind expected) {
		assertThat(this.classifier.classify(failure)).isEqualTo(expected);
	}

	@ParameterizedTest
	@MethodSource("failures")
	void classifiesTheCauseOfAWrapper(Throwable failure, FaultKind expected) {
		Throwable wrapper = new CompletionException(new RuntimeException(failure));
		FaultKind found = this.classifier.classify(wrapper);
		boolean telling = failure.getClass() != IOException.class && failure.getClass() != SSLException.class;
		assertThat(found).isEqualTo(telling ? expected : FaultKind.OTHER);
	}

	@Test
	void timeoutSaysMoreThanTheClosedChannelUnderneath() {
		IOException failure = new HttpTimeoutException("late");
		failure.initCause(new ClosedChannelException());
		assertThat(this.classifier.classify(failure)).isEqualTo(FaultKind.TIMEOUT);
	}

	@Test
	void timeoutUnderneathAResetWins() {
		SocketException failure = new SocketException();
		failure.initCause(new SocketTimeoutException());
		assertThat(this.classifier.classify(failure)).isEqualTo(FaultKind.TIMEOUT);
	}

	@Test
	void innermostLostConnectionTells() {
		EOFException failure = new EOFException();
		failure.initCause(new SocketException("Connection reset"));
		assertThat(this.classifier.classify(failure)).isEqualTo(FaultKind.RESET);
	}

	@Test
	void libraryTypesComeBeforeThoseOfTheJdk() {
		FaultClassifier withLibrary = new FaultClassifier(List.of((failure) -> null,
				(failure) -> (failure instanceof EOFException) ? FaultKind.TLS_CLOSED : null));
		assertThat(withLibrary.classify(new EOFException())).isEqualTo(FaultKind.TLS_CLOSED);
		assertThat(withLibrary.classify(new SocketException())).isEqualTo(FaultKind.RESET);
	}

	@Test
	void proofIsNotLostToThePlainCloseUnderneath() {
		FaultClassifier withLibrary = new FaultClassifier(
				List.of((failure) -> (failure instanceof EOFException) ? FaultKind.NOT_SENT : null));
		EOFException failure = new EOFException();
		failure.initCause(new SocketException());
		assertThat(withLibrary.classify(failure)).isEqualTo(FaultKind.NOT_SENT);
	}

	@Test
	void cyclicChainEnds() {
		RuntimeException outer = new RuntimeException();
		RuntimeException inner = new RuntimeException(outer);
		outer.initCause(inner);
		assertThat(this.classifier.classify(outer)).isEqualTo(FaultKind.OTHER);
	}

	@Test
	void causeThatIsItselfEnds() {
		RuntimeException failure = new RuntimeException() {

			@Override
			public synchronized Throwable getCause() {
				return this;
			}

		};
		assertThat(this.classifier.classify(failure)).isEqualTo(FaultKind.OTHER);
	}

	@Test
	void onlyTheProtocolProves() {
		assertThat(Stream.of(FaultKind.values()).filter(FaultKind::provablyUnprocessed))
			.containsExactly(FaultKind.NOT_SENT, FaultKind.REFUSED_STREAM, FaultKind.GOAWAY_UNPROCESSED);
		assertThat(Stream.of(FaultKind.values()).filter((kind) -> !kind.connectionLost()))
			.containsExactly(FaultKind.CONNECT_FAILED, FaultKind.TIMEOUT, FaultKind.CANCELLED, FaultKind.OTHER);
	}

}
