package io.github.keepalive.client.reactor;

import io.github.keepalive.test.FaultServer;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import reactor.netty.http.client.HttpClient;

/**
 * Makes clients trust the fixture.
 */
final class TestTls {

	private static final JdkSslContext CONTEXT = new JdkSslContext(FaultServer.clientSslContext(), true, null,
			IdentityCipherSuiteFilter.INSTANCE, null, ClientAuth.NONE, null, false);

	private TestTls() {
	}

	static HttpClient trust(HttpClient client) {
		return client.secure((spec) -> spec.sslContext(CONTEXT));
	}

}
