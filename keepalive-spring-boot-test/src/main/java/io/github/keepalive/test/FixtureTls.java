package io.github.keepalive.test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The fixture's self-signed certificate for localhost and 127.0.0.1, for Java and as PEM
 * for the real proxies.
 */
public final class FixtureTls {

	/** Where the key store is on the class path, type PKCS12. */
	public static final String KEY_STORE = "io/github/keepalive/test/localhost.p12";

	/** The password of the key store and of its only key. */
	public static final String PASSWORD = "changeit";

	private static final char[] SECRET = PASSWORD.toCharArray();

	private FixtureTls() {
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
	 * A context that trusts the fixture's certificate and nothing else.
	 * @return the context for clients
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
	 * Trust in the fixture's certificate, for libraries that take no {@link SSLContext}.
	 * @return the factory
	 */
	public static TrustManagerFactory trustManagers() {
		try {
			KeyStore trusted = KeyStore.getInstance("PKCS12");
			trusted.load(null, null);
			trusted.setCertificateEntry("localhost", keyStore().getCertificate("localhost"));
			TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			factory.init(trusted);
			return factory;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Writes certificate and key into one PEM file, as HAProxy and nginx take them.
	 * @param directory where to
	 * @return the file
	 * @throws IOException if it cannot be written
	 */
	public static Path writePem(Path directory) throws IOException {
		try {
			KeyStore store = keyStore();
			String pem = pem("CERTIFICATE", store.getCertificate("localhost").getEncoded())
					+ pem("PRIVATE KEY", store.getKey("localhost", SECRET).getEncoded());
			return Files.writeString(directory.resolve("localhost.pem"), pem, StandardCharsets.US_ASCII);
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
		try (InputStream in = FixtureTls.class.getResourceAsStream("localhost.p12")) {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(in, SECRET);
			return store;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
