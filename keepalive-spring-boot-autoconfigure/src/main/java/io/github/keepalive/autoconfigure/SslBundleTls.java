package io.github.keepalive.autoconfigure;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import io.github.keepalive.probe.ProbeTls;

import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;

/**
 * The trust of an SSL bundle, as it is when a probe starts.
 */
final class SslBundleTls implements ProbeTls {

	private final SslBundles bundles;

	private final String name;

	SslBundleTls(SslBundles bundles, String name) {
		this.bundles = bundles;
		this.name = name;
	}

	@Override
	public SSLContext context() {
		return this.bundles.getBundle(this.name).createSslContext();
	}

	@Override
	public void restrict(SSLParameters parameters) {
		SslOptions options = this.bundles.getBundle(this.name).getOptions();
		if (options.getEnabledProtocols() != null) {
			parameters.setProtocols(options.getEnabledProtocols());
		}
		if (options.getCiphers() != null) {
			parameters.setCipherSuites(options.getCiphers());
		}
	}

}
