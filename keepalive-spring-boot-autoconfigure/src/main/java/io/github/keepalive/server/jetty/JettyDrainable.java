package io.github.keepalive.server.jetty;

import java.util.List;

import io.github.keepalive.connection.Drainable;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Drains a Jetty server on all its connectors.
 */
final class JettyDrainable implements Drainable {

	private final String name;

	private final Server server;

	private final DrainHandler handler;

	private final OpenConnections connections;

	JettyDrainable(String name, Server server, DrainHandler handler, OpenConnections connections) {
		this.name = name;
		this.server = server;
		this.handler = handler;
		this.connections = connections;
	}

	@Override
	public String server() {
		return this.name;
	}

	@Override
	public boolean accepted() {
		return this.connections.accepted();
	}

	@Override
	public void closeAfterResponses() {
		this.handler.begin();
	}

	@Override
	public void refuse() throws Exception {
		for (Connector connector : this.server.getConnectors()) {
			if (connector instanceof ServerConnector listening) {
				AcceptedLast.takeAndClose(listening);
			}
		}
	}

	@Override
	public long told() {
		return this.handler.told();
	}

	@Override
	public List<JettyOpenConnection> open() {
		return this.connections.open().stream().filter((connection) -> !connection.isEnded()).toList();
	}

}
