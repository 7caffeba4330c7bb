package io.github.keepalive.client.reactor;

import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;

import io.github.keepalive.fault.FaultKind;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.ssl.SslClosedEngineException;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.handler.timeout.WriteTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.netty.channel.AbortedException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;
import reactor.netty.internal.shaded.reactor.pool.PoolShutdownException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReactorFaultTranslator}.
 */
class ReactorFaultTranslatorTests {

	@ParameterizedTest
	@MethodSource
	void translate(Throwable failure, @Nullable FaultKind kind) {
		assertThat(new ReactorFaultTranslator().translate(failure)).isEqualTo(kind);
	}

	static Stream<Arguments> translate() {
		return Stream.of(Arguments.of(ReadTimeoutException.INSTANCE, FaultKind.TIMEOUT),
				Arguments.of(WriteTimeoutException.INSTANCE, FaultKind.TIMEOUT),
				Arguments.of(new ConnectTimeoutException(), FaultKind.CONNECT_FAILED),
				Arguments.of(new PoolAcquireTimeoutException(Duration.ofSeconds(1)), FaultKind.CONNECT_FAILED),
				Arguments.of(new PoolAcquirePendingLimitException(1), FaultKind.CONNECT_FAILED),
				Arguments.of(new PoolShutdownException(), FaultKind.CONNECT_FAILED),
				Arguments.of(new SslClosedEngineException("closed"), FaultKind.TLS_CLOSED),
				Arguments.of(AbortedException.beforeSend(), FaultKind.CLOSED),
				Arguments.of(new NotFreshException(), FaultKind.CLOSED),
				Arguments.of(Http2Exception.connectionError(Http2Error.REFUSED_STREAM, "full"),
						FaultKind.REFUSED_STREAM),
				Arguments.of(Http2Exception.connectionError(Http2Error.INTERNAL_ERROR, "bad"), null),
				Arguments.of(new IOException(), null));
	}

}
