package io.github.keepalive.server.tomcat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.keepalive.connection.Drainable;

/**
 * Drains a Tomcat: its main connector, and as far as announcements go all others.
 * Connectors with a protocol of the application's choice do not tell their connections.
 */
final class TomcatDrainable implements Drainable {

	private final String name;

	private final DrainValve valve;

	private final List<DrainableNioProtocol> protocols = new CopyOnWriteArrayList<>();

	TomcatDrainable(String name, DrainValve valve) {
		this.name = name;
		this.valve = valve;
	}

	void add(DrainableNioProtocol protocol) {
		this.protocols.add(protocol);
	}

	@Override
	public String server() {
		return this.name;
	}

	@Override
	public boolean accepted() {
		return this.protocols.isEmpty() || this.protocols.stream().anyMatch(DrainableNioProtocol::accepted);
	}

	@Override
	public void closeAfterResponses() {
		this.valve.begin();
	}

	@Override
	public void refuse() {
		this.protocols.forEach(DrainableNioProtocol::refuse);
	}

	@Override
	public long told() {
		return this.valve.count();
	}

	@Override
	public List<TomcatOpenConnection> open() {
		return this.protocols.stream().flatMap((protocol) -> protocol.open().stream()).toList();
	}

}
