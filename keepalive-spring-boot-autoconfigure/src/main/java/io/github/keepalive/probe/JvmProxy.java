package io.github.keepalive.probe;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Tells whether the JVM's own settings send requests through an outbound proxy. A probe
 * does not: that proxy's window is another one, and clients differ in whether they follow
 * these settings.
 */
final class JvmProxy {

	private JvmProxy() {
	}

	static @Nullable String note(ProbeTarget target) {
		Proxy proxy = select(target);
		if (proxy == null) {
			return null;
		}
		String name = (proxy.address() instanceof InetSocketAddress address)
				? address.getHostString() + ":" + address.getPort() : "unknown";
		return "Connected directly, but the JVM's settings name the outbound proxy " + name
				+ " for this host: clients that go through it meet its window, not this one";
	}

	private static @Nullable Proxy select(ProbeTarget target) {
		ProxySelector selector = ProxySelector.getDefault();
		if (selector == null) {
			return null;
		}
		List<Proxy> proxies = selector.select(URI.create(target.origin() + "/"));
		Proxy first = proxies.isEmpty() ? Proxy.NO_PROXY : proxies.get(0);
		return (first.type() != Proxy.Type.DIRECT) ? first : null;
	}

}
