package io.github.keepalive.probe;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.Socket;

/**
 * A socket that remembers whether it saw the end of the stream. The JDK's TLS socket ends
 * its own stream alike on a close_notify and on a FIN without one.
 */
final class WatchedSocket extends Socket {

	private volatile boolean ended;

	WatchedSocket() {
		// Not by SOCKS, which the JVM would use where 'socksProxyHost' is set.
		super(Proxy.NO_PROXY);
	}

	boolean ended() {
		return this.ended;
	}

	@Override
	public InputStream getInputStream() throws IOException {
		return new FilterInputStream(super.getInputStream()) {

			@Override
			public int read() throws IOException {
				return watch(super.read());
			}

			@Override
			public int read(byte[] bytes, int offset, int length) throws IOException {
				return watch(super.read(bytes, offset, length));
			}

		};
	}

	private int watch(int read) {
		if (read < 0) {
			this.ended = true;
		}
		return read;
	}

}
