package io.github.keepalive.test;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FaultServerTls}.
 */
class FaultServerTlsTests {

	@Test
	void pemIsTheCertificateOfTheTrustStore() throws Exception {
		X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
			.generateCertificate(
					new ByteArrayInputStream(FaultServerTls.certificatePem().getBytes(StandardCharsets.US_ASCII)));
		assertThat(FaultServerTls.trustStore().getCertificate("localhost")).isEqualTo(certificate);
		assertThat(certificate.getSubjectAlternativeNames()).extracting((name) -> (Object) name.get(1))
			.containsExactly("localhost", "127.0.0.1");
	}

	@Test
	void keyBelongsToTheCertificate() throws Exception {
		String base64 = FaultServerTls.privateKeyPem().replaceAll("-----[A-Z ]+-----|\\s", "");
		KeyFactory keys = KeyFactory.getInstance("EC");
		assertThat(keys.generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)))).isNotNull();
		assertThat(FaultServerTls.trustStore().getCertificate("localhost").getPublicKey().getAlgorithm())
			.isEqualTo("EC");
	}

}
