package io.github.keepalive.server.tomcat;

import java.io.IOException;

import io.github.keepalive.connection.IdleCloses;
import org.apache.coyote.ErrorState;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Tomcat's own processor, which in addition notices when a connection begins to wait for
 * its next request, and when the peer closes it instead. It belongs to one connection at
 * a time, from the first byte of a request until the connection waits again.
 */
final class WatchedProcessor extends Http11Processor {

	private final RequestWatch requests;

	private final IdleSockets sockets;

	WatchedProcessor(AbstractHttp11Protocol<?> protocol, RequestWatch requests, IdleSockets sockets) {
		super(protocol, requests);
		this.requests = requests;
		this.sockets = sockets;
	}

	@Override
	public SocketState process(SocketWrapperBase<?> socket, SocketEvent status) throws IOException {
		IdleSockets.Waiting waited = this.sockets.wake(socket);
		long idleNanos = (waited != null) ? waited.nanos() : 0;
		SocketState state = super.process(socket, status);
		if (state == SocketState.OPEN && this.requests.served()) {
			this.sockets.answered(socket, this.requests.forwarded());
		}
		else if (waited != null && state == SocketState.OPEN) {
			// Woken for nothing, as by a TLS record without content.
			this.sockets.again(waited);
		}
		else if (waited != null && state == SocketState.CLOSED && !this.requests.served() && ended()) {
			this.sockets.closed(waited, IdleCloses.Side.PEER, idleNanos);
		}
		return state;
	}

	private boolean ended() {
		// End of stream or reset; after a bad request Tomcat still answers.
		return getErrorState() == ErrorState.CLOSE_CONNECTION_NOW;
	}

}
