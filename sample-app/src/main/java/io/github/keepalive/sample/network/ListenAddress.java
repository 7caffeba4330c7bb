package io.github.keepalive.sample.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A loopback port, who wants it and the property that moves it.
 *
 * @param owner who listens there, as a reader of the message knows it
 * @param port port to listen on, {@code 0} for any free one
 * @param property property that sets the port
 */
record ListenAddress(String owner, int port, String property) {

	void bind(Binding binding) {
		try {
			binding.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port));
		}
		catch (IOException ex) {
			throw new PortTakenException(this.owner, this.port, this.property, ex);
		}
	}

	/**
	 * Opens the listening socket.
	 */
	interface Binding {

		void bind(InetSocketAddress address) throws IOException;

	}

}
