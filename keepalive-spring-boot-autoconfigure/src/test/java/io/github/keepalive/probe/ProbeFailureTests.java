package io.github.keepalive.probe;

import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProbeFailure}.
 */
class ProbeFailureTests {

	private static final String SECRET = "/path?token=1";

	static Stream<Arguments> failures() {
		return Stream.of(Arguments.of(new UnknownHostException(SECRET), "could not be resolved"),
				Arguments.of(new NoRouteToHostException(SECRET), "refused"),
				Arguments.of(new SocketTimeoutException(SECRET), "within 5s"),
				Arguments.of(new ProtocolException(SECRET), "no HTTP/1.x response"),
				Arguments.of(new SSLHandshakeException(SECRET), "TLS handshake failed"),
				Arguments.of(new SSLException(new CertificateException(SECRET)), "certificate"),
				Arguments.of(new SocketException(SECRET), "broke"));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void failureIsDescribedInOurWords(IOException failure, String words) {
		assertThat(ProbeFailure.describe(failure, Patience.DEFAULT)).contains(words).doesNotContain(SECRET);
	}

}
