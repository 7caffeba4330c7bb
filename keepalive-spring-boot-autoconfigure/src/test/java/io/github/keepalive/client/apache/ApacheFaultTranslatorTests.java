package io.github.keepalive.client.apache;

import java.io.IOException;
import java.util.stream.Stream;

import io.github.keepalive.fault.FaultKind;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.RequestNotExecutedException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.apache.hc.core5.http2.H2Error;
import org.apache.hc.core5.http2.H2StreamResetException;
import org.apache.hc.core5.util.Deadline;
import org.apache.hc.core5.util.DeadlineTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ApacheFaultTranslator}.
 */
class ApacheFaultTranslatorTests {

	@ParameterizedTest
	@MethodSource("failures")
	void typeTellsKind(Throwable failure, @Nullable FaultKind kind) {
		assertThat(new ApacheFaultTranslator().translate(failure)).isEqualTo(kind);
	}

	static Stream<Arguments> failures() {
		return Stream.of(Arguments.of(new NoHttpResponseException("silent"), FaultKind.CLOSED),
				Arguments.of(new ConnectionClosedException(), FaultKind.CLOSED),
				Arguments.of(new TruncatedChunkException("half"), FaultKind.CLOSED),
				Arguments.of(new RequestNotExecutedException(), FaultKind.NOT_SENT),
				Arguments.of(new H2StreamResetException(H2Error.REFUSED_STREAM, "refused"), FaultKind.REFUSED_STREAM),
				Arguments.of(new H2StreamResetException(H2Error.INTERNAL_ERROR, "broken"), FaultKind.OTHER),
				Arguments.of(new ConnectionRequestTimeoutException("full"), FaultKind.CONNECT_FAILED),
				Arguments.of(DeadlineTimeoutException.from(Deadline.MIN_VALUE), FaultKind.CONNECT_FAILED),
				Arguments.of(new ConnectTimeoutException("slow"), FaultKind.CONNECT_FAILED),
				Arguments.of(new HttpHostConnectException("refused"), FaultKind.CONNECT_FAILED),
				Arguments.of(new MessageConstraintException("long"), FaultKind.OTHER),
				Arguments.of(new MalformedChunkCodingException(), FaultKind.OTHER),
				Arguments.of(new HttpException("odd"), FaultKind.OTHER), Arguments.of(new IOException("any"), null));
	}

}
