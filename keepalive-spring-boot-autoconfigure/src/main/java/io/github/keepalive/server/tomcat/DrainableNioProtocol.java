package io.github.keepalive.server.tomcat;

import java.util.List;

/**
 * Tomcat's own HTTP protocol over an endpoint that tells its connections. Public because
 * Tomcat makes it from its name.
 *
 * @since 0.1.0
 */
public final class DrainableNioProtocol extends WatchedNioProtocol {

	private final DrainableNioEndpoint drainable;

	/**
	 * Creates the protocol.
	 */
	public DrainableNioProtocol() {
		this(new DrainableNioEndpoint());
	}

	private DrainableNioProtocol(DrainableNioEndpoint endpoint) {
		super(endpoint);
		this.drainable = endpoint;
	}

	boolean accepted() {
		return this.drainable.accepted();
	}

	void refuse() {
		this.drainable.refuse();
	}

	List<TomcatOpenConnection> open() {
		return this.drainable.open();
	}

}
