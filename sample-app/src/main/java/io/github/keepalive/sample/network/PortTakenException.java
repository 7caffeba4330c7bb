package io.github.keepalive.sample.network;

import java.io.IOException;

/**
 * Thrown if one of the sample's own ports cannot be opened.
 */
public final class PortTakenException extends RuntimeException {

	private final String owner;

	private final int port;

	private final String property;

	PortTakenException(String owner, int port, String property, IOException cause) {
		super("Port %d, wanted by %s, cannot be opened".formatted(port, owner), cause);
		this.owner = owner;
		this.port = port;
		this.property = property;
	}

	public String owner() {
		return this.owner;
	}

	public int port() {
		return this.port;
	}

	public String property() {
		return this.property;
	}

}
