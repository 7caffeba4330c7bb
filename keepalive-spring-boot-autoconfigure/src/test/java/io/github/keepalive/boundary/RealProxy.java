package io.github.keepalive.boundary;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.github.keepalive.test.FaultServerTls;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

import org.springframework.util.FileSystemUtils;

/**
 * A real proxy in front of a port on loopback, a child process with a configuration of
 * its own. Each response names the client's connection in the header
 * {@value #CONNECTION_HEADER}.
 */
abstract class RealProxy implements AutoCloseable {

	/** The header that names the connection on which the request came. */
	static final String CONNECTION_HEADER = "X-Conn";

	private static final int ATTEMPTS = 5;

	private final boolean tls;

	private final Path directory = Files.createTempDirectory("real-proxy");

	private final Thread hook = new Thread(this::destroy);

	private int port;

	private int originPort;

	private volatile Process process;

	RealProxy(boolean tls) throws IOException {
		this.tls = tls;
	}

	/**
	 * Ends the test when the program is missing: as failed where the real proxies are
	 * required, else as skipped.
	 * @param program the path of the program
	 */
	static void require(String program) {
		if (Files.isExecutable(Path.of(program))) {
			return;
		}
		String message = program + " is not installed: the tests with this real proxy are skipped";
		if ("required".equals(System.getProperty("keepalive.real-proxies"))) {
			throw new AssertionError(message + ", but keepalive.real-proxies=required");
		}
		System.out.println(message);
		Assumptions.abort(message);
	}

	/**
	 * Starts the program and waits until it accepts connections.
	 * @param originPort where it passes requests on to
	 * @param window how long it keeps an idle client connection
	 */
	final void start(int originPort, Duration window) {
		Runtime.getRuntime().addShutdownHook(this.hook);
		this.originPort = originPort;
		try {
			Files.writeString(this.directory.resolve("localhost.pem"),
					FaultServerTls.certificatePem() + FaultServerTls.privateKeyPem());
			for (int i = 0; i < ATTEMPTS; i++) {
				// Somebody else may take the port between the look and the bind, and must
				// not be taken for this program.
				synchronized (RealProxy.class) {
					this.port = freePort();
					Path file = write(window);
					this.process = new ProcessBuilder(command(this.directory, file)).redirectErrorStream(true)
						.redirectOutput(this.directory.resolve("output.log").toFile())
						.start();
					if (accepting()) {
						return;
					}
				}
			}
			throw new IllegalStateException(Files.readString(this.directory.resolve("output.log")));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Path write(Duration window) throws IOException {
		return Files.writeString(this.directory.resolve("proxy.conf"),
				configuration(this.directory, this.directory.resolve("localhost.pem"), this.originPort, window));
	}

	/**
	 * Has the program load its configuration again, which closes all idle connections of
	 * clients.
	 * @param window how long it keeps an idle client connection from now on
	 * @throws IOException if that fails
	 * @throws InterruptedException if interrupted
	 */
	final void reload(Duration window) throws IOException, InterruptedException {
		write(window);
		new ProcessBuilder("kill", "-HUP", String.valueOf(this.process.pid())).inheritIO().start().waitFor();
	}

	abstract List<String> command(Path directory, Path configuration);

	abstract String configuration(Path directory, Path pem, int originPort, Duration window);

	final int port() {
		return this.port;
	}

	final boolean tls() {
		return this.tls;
	}

	@Override
	public final void close() throws IOException {
		destroy();
		Runtime.getRuntime().removeShutdownHook(this.hook);
		FileSystemUtils.deleteRecursively(this.directory);
	}

	private void destroy() {
		Process process = this.process;
		if (process != null) {
			// Workers outlive a master that is killed.
			process.descendants().forEach(ProcessHandle::destroyForcibly);
			process.destroyForcibly().onExit().join();
		}
	}

	private boolean accepting() {
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.pollInterval(Duration.ofMillis(20))
			.until(() -> !this.process.isAlive() || connects());
		return this.process.isAlive();
	}

	private boolean connects() {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

}
