package io.github.keepalive.client.reactor;

import io.github.keepalive.fault.FaultKind;
import io.github.keepalive.fault.FaultTranslator;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.unix.Errors;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.ssl.SslClosedEngineException;
import io.netty.handler.timeout.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.client.PrematureCloseException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;
import reactor.netty.internal.shaded.reactor.pool.PoolShutdownException;

/**
 * Knows the failures of Reactor Netty and of Netty.
 *
 * @since 0.1.0
 */
public final class ReactorFaultTranslator implements FaultTranslator {

	@Override
	public @Nullable FaultKind translate(Throwable failure) {
		if (failure instanceof ConnectTimeoutException || failure instanceof PoolAcquireTimeoutException
				|| failure instanceof PoolAcquirePendingLimitException || failure instanceof PoolShutdownException) {
			return FaultKind.CONNECT_FAILED;
		}
		if (failure instanceof TimeoutException) {
			return FaultKind.TIMEOUT;
		}
		if (failure instanceof SslClosedEngineException) {
			return FaultKind.TLS_CLOSED;
		}
		// An aborted send may have written before: whether it did, the attempt tells, not
		// the type.
		if (failure instanceof PrematureCloseException || failure instanceof AbortedException) {
			return FaultKind.CLOSED;
		}
		if (failure instanceof Http2Exception http2 && http2.error() == Http2Error.REFUSED_STREAM) {
			return FaultKind.REFUSED_STREAM;
		}
		return (failure instanceof Errors.NativeIoException io) ? byErrorNumber(io) : null;
	}

	private static FaultKind byErrorNumber(Errors.NativeIoException failure) {
		if (failure.expectedErr() == Errors.ERRNO_EPIPE_NEGATIVE) {
			return FaultKind.BROKEN_PIPE;
		}
		if (failure.expectedErr() == Errors.ERRNO_ECONNRESET_NEGATIVE) {
			return FaultKind.RESET;
		}
		return FaultKind.CLOSED;
	}

}
