package io.github.keepalive.client.apache;

import io.github.keepalive.fault.FaultKind;
import io.github.keepalive.fault.FaultTranslator;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStreamResetException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.RequestNotExecutedException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.apache.hc.core5.http2.H2Error;
import org.apache.hc.core5.http2.H2StreamResetException;
import org.apache.hc.core5.util.DeadlineTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Tells the kind of a failure from the types of Apache HttpClient 5. Stateless.
 *
 * @since 0.1.0
 */
public final class ApacheFaultTranslator implements FaultTranslator {

	@Override
	public @Nullable FaultKind translate(Throwable failure) {
		// A command that was cancelled before it ran, or a stream above GOAWAY's last id:
		// nothing was processed either way.
		if (failure instanceof RequestNotExecutedException) {
			return FaultKind.NOT_SENT;
		}
		if (failure instanceof NoHttpResponseException || failure instanceof ConnectionClosedException
				|| failure instanceof TruncatedChunkException) {
			return FaultKind.CLOSED;
		}
		if (failure instanceof ConnectionRequestTimeoutException || failure instanceof DeadlineTimeoutException
				|| failure instanceof ConnectTimeoutException || failure instanceof HttpHostConnectException) {
			return FaultKind.CONNECT_FAILED;
		}
		if (failure instanceof HttpStreamResetException) {
			return refused(failure) ? FaultKind.REFUSED_STREAM : FaultKind.OTHER;
		}
		return brokenMessage(failure) ? FaultKind.OTHER : null;
	}

	private static boolean refused(Throwable failure) {
		return failure instanceof H2StreamResetException reset && reset.getCode() == H2Error.REFUSED_STREAM.getCode();
	}

	private static boolean brokenMessage(Throwable failure) {
		return failure instanceof HttpException || failure instanceof MessageConstraintException
				|| failure instanceof MalformedChunkCodingException;
	}

}
