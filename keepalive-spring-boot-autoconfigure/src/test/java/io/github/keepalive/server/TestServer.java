package io.github.keepalive.server;

import java.io.IOException;

import io.github.keepalive.test.FaultServerTls;

import org.springframework.boot.web.server.ConfigurableWebServerFactory;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServer;

/**
 * A server under test and how to talk to it.
 *
 * @param server the server
 * @param tls whether it speaks TLS
 * @param http2 whether it speaks HTTP/2
 */
record TestServer(WebServer server, boolean tls, boolean http2) {

	static <T extends ConfigurableWebServerFactory> T plain(T factory) {
		Http2 http2 = new Http2();
		http2.setEnabled(true);
		factory.setHttp2(http2);
		return factory;
	}

	static <T extends ConfigurableWebServerFactory> T tls(T factory) {
		Ssl ssl = new Ssl();
		ssl.setKeyStore("classpath:" + FaultServerTls.KEY_STORE);
		ssl.setKeyStoreType("PKCS12");
		ssl.setKeyStorePassword(FaultServerTls.PASSWORD);
		factory.setSsl(ssl);
		return factory;
	}

	Wire open(String protocol) throws IOException {
		return this.tls ? Wire.openTls(this.server.getPort(), protocol) : Wire.open(this.server.getPort());
	}

}
