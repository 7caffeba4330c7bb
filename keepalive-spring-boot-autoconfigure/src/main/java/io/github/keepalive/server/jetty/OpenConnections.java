package io.github.keepalive.server.jetty;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;

/**
 * The HTTP/1.1 connections of a Jetty server. HTTP/2 and upgraded ones are not among
 * them: Jetty ends those itself, with GOAWAY or as their protocol has it. Thread-safe.
 */
final class OpenConnections implements Connection.Listener {

	private final Set<JettyOpenConnection> open = ConcurrentHashMap.newKeySet();

	private volatile boolean accepted;

	boolean accepted() {
		return this.accepted;
	}

	List<JettyOpenConnection> open() {
		return List.copyOf(this.open);
	}

	@Override
	public void onOpened(Connection connection) {
		this.accepted = true;
		if (connection instanceof ConnectionMetaData http) {
			JettyOpenConnection opened = new JettyOpenConnection(connection);
			http.setAttribute(JettyOpenConnection.NAME, opened);
			this.open.add(opened);
		}
	}

	@Override
	public void onClosed(Connection connection) {
		if (connection instanceof ConnectionMetaData http
				&& http.getAttribute(JettyOpenConnection.NAME) instanceof JettyOpenConnection closed) {
			this.open.remove(closed);
		}
	}

}
