package io.github.keepalive.server.tomcat;

import io.github.keepalive.connection.IdleCloses;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioEndpoint;

/**
 * Tomcat's own protocol handler, which in addition notices who closes idle connections:
 * Tomcat tells nobody, and its endpoint is within reach of subclasses only. Public, with
 * a public constructor, because Tomcat makes it by its name.
 *
 * @since 0.1.0
 */
public class WatchedNioProtocol extends Http11NioProtocol {

	private final IdleSockets sockets;

	/**
	 * Creates the protocol handler.
	 */
	public WatchedNioProtocol() {
		this(new NioEndpoint());
	}

	WatchedNioProtocol(NioEndpoint endpoint) {
		super(endpoint);
		this.sockets = new IdleSockets(getHandler());
		getEndpoint().setHandler(this.sockets);
	}

	@Override
	protected Processor createProcessor() {
		return new WatchedProcessor(this, new RequestWatch(getAdapter()), this.sockets);
	}

	IdleCloses idleCloses() {
		return this.sockets.idleCloses();
	}

}
