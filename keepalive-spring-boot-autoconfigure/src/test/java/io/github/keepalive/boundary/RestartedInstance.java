package io.github.keepalive.boundary;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.keepalive.server.drain.DrainServer;

import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * An application that is restarted on its port.
 */
final class RestartedInstance implements AutoCloseable {

	private static final int ATTEMPTS = 25;

	private final DrainServer server;

	private final List<String> properties;

	private final int port;

	private final int managementPort;

	private ConfigurableApplicationContext context;

	RestartedInstance(DrainServer server, boolean separateManagement, String... properties) throws IOException {
		this.server = server;
		this.properties = List.of(properties);
		this.managementPort = separateManagement ? RealProxy.freePort() : 0;
		this.context = start(0);
		this.port = DrainServer.port(this.context);
	}

	int port() {
		return this.port;
	}

	/**
	 * Returns where health is to be asked for.
	 * @return the port, or 0 for that of the application
	 */
	int managementPort() {
		return this.managementPort;
	}

	void restart() throws InterruptedException {
		this.context.close();
		for (int i = 1;; i++) {
			try {
				this.context = start(this.port);
				return;
			}
			catch (PortInUseException ex) {
				// An outgoing connection of somebody may have got the number meanwhile.
				if (i == ATTEMPTS) {
					throw ex;
				}
				TimeUnit.MILLISECONDS.sleep(200);
			}
		}
	}

	private ConfigurableApplicationContext start(int port) {
		List<String> all = new ArrayList<>(this.properties);
		all.add("server.port=" + port);
		if (this.managementPort > 0) {
			all.add("management.server.port=" + this.managementPort);
		}
		return this.server.start(all.toArray(String[]::new));
	}

	@Override
	public void close() {
		this.context.close();
	}

}
