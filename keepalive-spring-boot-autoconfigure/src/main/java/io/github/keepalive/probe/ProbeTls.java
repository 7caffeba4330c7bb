package io.github.keepalive.probe;

import java.security.GeneralSecurityException;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * Whom a probe trusts.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ProbeTls {

	/**
	 * The JVM's default trust, and no client certificate.
	 */
	ProbeTls DEFAULT = SSLContext::getDefault;

	/**
	 * Returns the context. Asked once for each probe, so that a reloaded certificate is
	 * seen.
	 * @return the context
	 * @throws GeneralSecurityException if there is none
	 */
	SSLContext context() throws GeneralSecurityException;

	/**
	 * Restricts protocols or ciphers.
	 * @param parameters the parameters of the connection
	 */
	default void restrict(SSLParameters parameters) {
	}

}
