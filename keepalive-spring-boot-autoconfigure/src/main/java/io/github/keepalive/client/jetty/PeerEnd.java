package io.github.keepalive.client.jetty;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

import io.github.keepalive.connection.CloseManner;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SocketChannelEndPoint;

/**
 * Tells how a peer ended an idle connection. Jetty (12.1.10) closes it before it lets go
 * of its socket, so the socket can still be asked.
 */
final class PeerEnd {

	private PeerEnd() {
	}

	/**
	 * Answers how the peer ended the connection of an endpoint that has no more input.
	 * @param endPoint the endpoint of the HTTP connection
	 * @return how, {@link CloseManner#UNKNOWN} for a TLS connection whose stream has
	 * ended too: its engine (Java 17) looks the same with and without the alert before
	 */
	static CloseManner of(EndPoint endPoint) {
		if (!(endPoint instanceof EndPoint.Wrapper tls)) {
			return ask(endPoint);
		}
		if (!tls.unwrap().isInputShutdown()) {
			return CloseManner.CLOSE_NOTIFY;
		}
		return (ask(tls.unwrap()) == CloseManner.RESET) ? CloseManner.RESET : CloseManner.UNKNOWN;
	}

	private static CloseManner ask(EndPoint endPoint) {
		return (endPoint instanceof SocketChannelEndPoint socket) ? ask(socket.getChannel()) : CloseManner.UNKNOWN;
	}

	private static CloseManner ask(SocketChannel channel) {
		try {
			// Jetty (12.1.10) takes a reset for the end of the stream; the channel
			// repeats
			// what it has met.
			return (channel.read(ByteBuffer.allocate(1)) < 0) ? CloseManner.FIN : CloseManner.UNKNOWN;
		}
		catch (SocketException ex) {
			return CloseManner.RESET;
		}
		catch (IOException ex) {
			return CloseManner.UNKNOWN;
		}
	}

}
