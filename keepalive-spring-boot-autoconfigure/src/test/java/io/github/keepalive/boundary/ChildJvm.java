package io.github.keepalive.boundary;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.springframework.util.unit.DataSize;

/**
 * A main class of the tests in a Java process of its own, for what is fixed once per
 * process or stops the whole of it.
 */
final class ChildJvm implements AutoCloseable {

	private final Process process;

	private final BufferedReader output;

	private ChildJvm(Process process) {
		this.process = process;
		this.output = process.inputReader(StandardCharsets.UTF_8);
	}

	static ChildJvm start(Class<?> main, String... arguments) {
		return start(DataSize.ofMegabytes(256), main, arguments);
	}

	static ChildJvm start(DataSize heap, Class<?> main, String... arguments) {
		List<String> command = new ArrayList<>();
		command.add(System.getProperty("java.home") + "/bin/java");
		command.add("-Xmx" + heap.toMegabytes() + "m");
		command.add("-XX:TieredStopAtLevel=1");
		command.add("-XX:+UseSerialGC");
		pass("keepalive.real-proxies", command);
		pass("keepalive.long", command);
		pass("keepalive.seed", command);
		command.add(main.getName());
		command.addAll(List.of(arguments));
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
		// Surefire's own class path may be a single jar that only its launcher
		// understands.
		builder.environment()
			.put("CLASSPATH", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
		try {
			return new ChildJvm(builder.start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void pass(String property, List<String> command) {
		String value = System.getProperty(property);
		if (value != null) {
			command.add("-D" + property + "=" + value);
		}
	}

	/**
	 * Ends the child when the parent has gone, so that nothing outlives a killed build.
	 */
	static void endWithParent() {
		ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
		parent.onExit().thenRun(() -> Runtime.getRuntime().halt(1));
	}

	/**
	 * Waits for the line that starts so; all others are the child's log.
	 * @param prefix the start of the line
	 * @return the rest of it
	 */
	String await(String prefix) {
		StringBuilder log = new StringBuilder();
		try {
			for (String line = this.output.readLine(); line != null; line = this.output.readLine()) {
				if (line.startsWith(prefix)) {
					return line.substring(prefix.length());
				}
				log.append(line).append('\n');
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		throw new IllegalStateException("The child ended without '" + prefix + "':\n" + log);
	}

	/**
	 * Sends a line, which waits in the pipe while the child is stopped.
	 * @param line the line
	 */
	void send(String line) {
		try {
			this.process.outputWriter(StandardCharsets.UTF_8).append(line).append('\n').flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Sends a signal.
	 * @param name its name, as kill(1) takes it
	 */
	void signal(String name) {
		try {
			Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(this.process.pid())).inheritIO()
				.start();
			if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
				throw new IllegalStateException("kill -" + name + " failed");
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
	}

}
