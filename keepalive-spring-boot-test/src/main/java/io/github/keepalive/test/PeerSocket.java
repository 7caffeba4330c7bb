package io.github.keepalive.test;

import java.io.IOException;
import java.net.Socket;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import io.github.keepalive.test.Plan.Ending;
import org.jspecify.annotations.Nullable;

/**
 * A socket with or without TLS that can be ended in more than one way. Safe for use by
 * several threads.
 */
final class PeerSocket {

	private final Socket raw;

	private volatile Socket socket;

	PeerSocket(Socket raw) throws IOException {
		this.raw = raw;
		this.socket = raw;
		raw.setTcpNoDelay(true);
	}

	Socket open(@Nullable SSLContext tls) throws IOException {
		if (tls != null) {
			SSLSocket secured = (SSLSocket) tls.getSocketFactory()
				.createSocket(this.raw, null, this.raw.getPort(), true);
			secured.setUseClientMode(false);
			secured.startHandshake();
			this.socket = secured;
		}
		return this.socket;
	}

	/**
	 * Sets how long a read waits.
	 * @param millis the time, zero for no limit
	 * @throws IOException if the socket broke
	 */
	void timeout(int millis) throws IOException {
		if (!this.socket.isClosed()) {
			this.socket.setSoTimeout(millis);
		}
	}

	void close(Ending ending) {
		try {
			if (ending == Ending.RESET) {
				this.raw.setSoLinger(true, 0);
			}
			if (ending != Ending.FIN) {
				// Past the TLS layer, which would say goodbye.
				this.raw.close();
			}
			this.socket.close();
		}
		catch (IOException ex) {
			// Closed already, by the peer or by another thread.
		}
	}

}
