package io.github.keepalive.test;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The self-signed certificate, for localhost and 127.0.0.1, of every TLS
 * {@link FaultServer}. For test servers of other kinds the key comes with it. In a Spring
 * Boot test an SSL bundle that trusts it takes one property:
 *
 * <pre class="code">
 * registry.add("spring.ssl.bundle.pem.orders.truststore.certificate", FaultServerTls::certificatePem);
 * </pre>
 *
 * @since 0.1.0
 */
public final class FaultServerTls {

	/** Where the key store is on the class path, type PKCS12. */
	public static final String KEY_STORE = "io/github/keepalive/test/localhost.p12";

	/** The password of the key store and of its only key. */
	public static final String PASSWORD = "changeit";

	private static final String ALIAS = "localhost";

	private static final char[] SECRET = PASSWORD.toCharArray();

	private FaultServerTls() {
	}

	static SSLContext server() {
		try {
			KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			keys.init(keyStore(), SECRET);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(keys.getKeyManagers(), null, null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Returns a context for clients.
	 * @return a context that trusts the certificate and nothing else
	 */
	public static SSLContext client() {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, trustManagers().getTrustManagers(), null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Returns trust in the certificate, for libraries that take no {@link SSLContext}.
	 * @return a factory that trusts the certificate and nothing else
	 */
	public static TrustManagerFactory trustManagers() {
		try {
			TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			factory.init(trustStore());
			return factory;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Returns a trust store, for instance for {@code SslStoreBundle.of(null, null, ..)}.
	 * @return a store with the certificate and nothing else
	 */
	public static KeyStore trustStore() {
		try {
			KeyStore trusted = KeyStore.getInstance("PKCS12");
			trusted.load(null, null);
			trusted.setCertificateEntry(ALIAS, keyStore().getCertificate(ALIAS));
			return trusted;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Returns the certificate as PEM.
	 * @return the PEM block
	 */
	public static String certificatePem() {
		try {
			return pem("CERTIFICATE", keyStore().getCertificate(ALIAS).getEncoded());
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Returns the private key as PEM, for test servers of other kinds.
	 * @return the PEM block
	 */
	public static String privateKeyPem() {
		try {
			return pem("PRIVATE KEY", keyStore().getKey(ALIAS, SECRET).getEncoded());
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String pem(String type, byte[] der) {
		String base64 = Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(der);
		return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
	}

	private static KeyStore keyStore() {
		try (InputStream in = FaultServerTls.class.getResourceAsStream("localhost.p12")) {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(in, SECRET);
			return store;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
