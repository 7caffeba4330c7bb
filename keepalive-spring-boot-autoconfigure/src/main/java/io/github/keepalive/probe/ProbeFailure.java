package io.github.keepalive.probe;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;

import javax.net.ssl.SSLException;

import io.github.keepalive.policy.Durations;

/**
 * Why a probe has no result, in words that are ours: messages of libraries may carry what
 * is not to be shown.
 */
final class ProbeFailure extends IOException {

	private static final long serialVersionUID = 1L;

	ProbeFailure(String message) {
		super(message);
	}

	static String describe(IOException failure, Patience patience) {
		if (failure instanceof ProbeFailure ours) {
			return String.valueOf(ours.getMessage());
		}
		if (failure instanceof UnknownHostException) {
			return "The host name could not be resolved";
		}
		if (failure instanceof ConnectException || failure instanceof NoRouteToHostException) {
			return "The connection was refused, or there is no way to the host";
		}
		if (failure instanceof SocketTimeoutException) {
			return "No connection, TLS included, within " + Durations.format(patience.connect());
		}
		if (failure instanceof ProtocolException) {
			return "What came back is no HTTP/1.x response";
		}
		if (failure instanceof SSLException) {
			return untrusted(failure)
					? "The TLS handshake failed: the certificate is not trusted, or not made for this host"
					: "The TLS handshake failed";
		}
		return "The connection broke before there was a response";
	}

	private static boolean untrusted(Throwable failure) {
		Throwable cause = failure.getCause();
		return cause != null && (cause instanceof CertificateException || untrusted(cause));
	}

}
