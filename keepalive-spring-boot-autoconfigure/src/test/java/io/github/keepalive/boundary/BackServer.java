package io.github.keepalive.boundary;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.keepalive.connection.IdleCloses;
import io.github.keepalive.connection.ServerRegistry;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.Assert;

/**
 * An application with the starter, at the far end of a {@link DelayLine}. It notes the
 * path of each request it executes, and answers with the name of the connection.
 */
final class BackServer implements AutoCloseable {

	private static final Duration ONE_WAY = Duration.ofMillis(10);

	private static final int WARM_UP = 100;

	private final Queue<String> executed = new ConcurrentLinkedQueue<>();

	private final ConfigurableApplicationContext context;

	private final DelayLine line;

	private BackServer(BackServerKind kind, String... properties) throws IOException {
		this.context = kind.start((path) -> this.executed.add(path), properties);
		int port = ((WebServerApplicationContext) this.context).getWebServer().getPort();
		this.line = DelayLine.to(port, ONE_WAY, 1);
		warmUp(port);
	}

	/**
	 * Starts an application that knows of the proxy's window.
	 * @param kind its server
	 * @param window the window
	 * @return the application
	 * @throws IOException if it does not answer
	 */
	static BackServer aligned(BackServerKind kind, Duration window) throws IOException {
		return new BackServer(kind, "keepalive.proxy.idle=" + window.toMillis());
	}

	/**
	 * Starts an application that knows of the proxy's window, and whose user insists on
	 * just that time for the server.
	 * @param kind its server
	 * @param window the window
	 * @return the application
	 * @throws IOException if it does not answer
	 */
	static BackServer tied(BackServerKind kind, Duration window) throws IOException {
		return new BackServer(kind, "keepalive.proxy.idle=" + window.toMillis(),
				kind.idleProperty() + "=" + window.toMillis());
	}

	// A first burst that takes long would leave the connections of different age.
	private static void warmUp(int port) throws IOException {
		for (int i = 0; i < WARM_UP; i++) {
			LaneLoad.post(port, "/warm-up");
		}
	}

	/**
	 * Returns where the line to the server begins.
	 * @return the port
	 */
	int port() {
		return this.line.port(0);
	}

	List<String> executed(String name) {
		return this.executed.stream().filter((path) -> path.contains("/" + name + "/")).toList();
	}

	IdleCloses idleCloses() {
		IdleCloses closes = this.context.getBean(ServerRegistry.class).servers().get(0).idleCloses();
		Assert.state(closes != null, "Nobody counts the closes");
		return closes;
	}

	@Override
	public void close() throws InterruptedException {
		this.line.close();
		this.context.close();
	}

}
