package io.github.keepalive.client.jdk;

import java.util.List;

import io.github.keepalive.connection.PoolView;

/**
 * The pool of a JDK client, of which nothing can be read.
 *
 * @param client name of the client
 */
record JdkPoolView(String client) implements PoolView {

	@Override
	public String transport() {
		return "jdk";
	}

	@Override
	public List<PoolSnapshot> snapshot() {
		return List.of(new PoolSnapshot(this.client, transport(), null, null, null, null, null, null));
	}

}
