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
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

import org.jspecify.annotations.Nullable;

/**
 * Finds the kind of a failure by walking its causes, library types first, then those of
 * the JDK. Immutable.
 *
 * @since 0.1.0
 */
public final class FaultClassifier {

	private static final int LONGEST_CHAIN = 16;

	private final List<FaultTranslator> translators;

	/**
	 * Creates a classifier.
	 * @param translators what client libraries know of their own types
	 */
	public FaultClassifier(List<? extends FaultTranslator> translators) {
		this.translators = List.copyOf(translators);
	}

	/**
	 * Classifies.
	 * @param failure what the client library threw
	 * @return the kind of the innermost cause that tells, or {@link FaultKind#OTHER}
	 */
	public FaultKind classify(Throwable failure) {
		FaultKind found = null;
		Throwable current = failure;
		for (int depth = 0; current != null && depth < LONGEST_CHAIN; depth++) {
			FaultKind kind = one(current);
			// A timeout or a cancel anywhere in the chain says more than the closed
			// channel that it left behind.
			if (kind != null && !kind.connectionLost()) {
				return kind;
			}
			found = (kind != null) ? moreTelling(found, kind) : found;
			current = (current.getCause() != current) ? current.getCause() : null;
		}
		return (found != null) ? found : fallback(failure);
	}

	private @Nullable FaultKind one(Throwable failure) {
		for (FaultTranslator translator : this.translators) {
			FaultKind kind = translate(translator, failure);
			if (kind != null) {
				return kind;
			}
		}
		return jdk(failure);
	}

	private static @Nullable FaultKind translate(FaultTranslator translator, Throwable failure) {
		try {
			return translator.translate(failure);
		}
		catch (LinkageError ex) {
			// Another version of its library is in use; the failure itself must still
			// reach the caller.
			return null;
		}
	}

	private static @Nullable FaultKind jdk(Throwable failure) {
		if (failure instanceof SocketTimeoutException || failure instanceof TimeoutException
				|| failure instanceof java.net.http.HttpTimeoutException) {
			return FaultKind.TIMEOUT;
		}
		// An interrupt closes an NIO channel under the thread that waits on it.
		if (failure instanceof InterruptedIOException || failure instanceof InterruptedException
				|| failure instanceof CancellationException || failure instanceof ClosedByInterruptException) {
			return FaultKind.CANCELLED;
		}
		if (failure instanceof ConnectException || failure instanceof BindException
				|| failure instanceof UnknownHostException || failure instanceof NoRouteToHostException
				|| failure instanceof SSLHandshakeException || failure instanceof SSLPeerUnverifiedException) {
			return FaultKind.CONNECT_FAILED;
		}
		if (failure instanceof SocketException) {
			return FaultKind.RESET;
		}
		if (failure instanceof EOFException || failure instanceof ClosedChannelException) {
			return FaultKind.CLOSED;
		}
		return null;
	}

	private static FaultKind moreTelling(@Nullable FaultKind outer, FaultKind inner) {
		// Proof that nothing was processed must not be lost to the plain close
		// underneath.
		return (outer != null && outer.provablyUnprocessed()) ? outer : inner;
	}

	private static FaultKind fallback(Throwable failure) {
		// An I/O failure of an unknown type is a lost connection at most; the rules still
		// ask for reuse and silence.
		return (failure instanceof IOException) ? FaultKind.CLOSED : FaultKind.OTHER;
	}

}
