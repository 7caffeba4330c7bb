package io.github.keepalive.client.jdk;

import java.util.List;

import io.github.keepalive.connection.PoolView;
import io.github.keepalive.policy.ClientKeepAlive;
import io.github.keepalive.policy.Derived;

/**
 * The pool of a JDK client, of which nothing can be read.
 *
 * @param client name of the client
 * @param property what the JVM was asked for, alike for all routes
 */
record JdkPoolView(String client, JdkKeepAliveProperty property) implements PoolView {

	@Override
	public String transport() {
		return "jdk";
	}

	@Override
	public List<PoolSnapshot> snapshot() {
		return List.of(new PoolSnapshot(this.client, transport(), null, null, null, null, null, null));
	}

	@Override
	public Derived idleTimeout(ClientKeepAlive plan) {
		return this.property.idleTimeout();
	}

}
