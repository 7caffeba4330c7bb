package io.github.keepalive.client.jetty;

import io.github.keepalive.fault.FaultKind;
import io.github.keepalive.fault.FaultTranslator;
import org.eclipse.jetty.io.EofException;
import org.jspecify.annotations.Nullable;

/**
 * Tells the kind of a failure from Jetty's types. A close and a reset by the peer both
 * arrive as {@link java.io.EOFException}, which the JDK's types cover.
 *
 * @since 0.1.0
 */
public final class JettyFaultTranslator implements FaultTranslator {

	@Override
	public @Nullable FaultKind translate(Throwable failure) {
		// Thrown by a write to a connection that is gone.
		if (failure instanceof EofException) {
			return FaultKind.BROKEN_PIPE;
		}
		return (failure instanceof AcquireTimeoutException) ? FaultKind.CONNECT_FAILED : null;
	}

}
