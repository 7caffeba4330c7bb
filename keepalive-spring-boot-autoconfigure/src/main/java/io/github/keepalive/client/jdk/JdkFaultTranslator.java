package io.github.keepalive.client.jdk;

import java.net.http.HttpConnectTimeoutException;

import io.github.keepalive.fault.FaultKind;
import io.github.keepalive.fault.FaultTranslator;
import org.jspecify.annotations.Nullable;

/**
 * Tells the kind of a failure from the types of {@code java.net.http}. Lost connections
 * arrive as {@code EOFException} or {@code SocketException} causes, which need no
 * translation.
 *
 * @since 0.1.0
 */
public final class JdkFaultTranslator implements FaultTranslator {

	@Override
	public @Nullable FaultKind translate(Throwable failure) {
		return (failure instanceof HttpConnectTimeoutException) ? FaultKind.CONNECT_FAILED : null;
	}

}
