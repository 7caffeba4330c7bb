package io.github.keepalive.client.jdk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Properties;

import org.jspecify.annotations.Nullable;

/**
 * What matters of the JVM for its HTTP client.
 *
 * @param system the system properties
 * @param net what {@code conf/net.properties} of the JDK says, where its client looks
 * next
 * @param feature the feature version of the JDK
 */
record JdkRuntime(Properties system, Properties net, int feature) {

	static final String LIBRARY = "JDK HttpClient";

	/**
	 * How long the client's selector thread sleeps when it thinks that nothing is due.
	 */
	static final String SELECTOR_WAIT = "jdk.internal.httpclient.selectorTimeout";

	/**
	 * First version that closes idle HTTP/2 connections and keeps others for 30 s only
	 * (JDK-8288717 and JDK-8297030).
	 */
	private static final int SHORT_IDLE_SINCE = 20;

	/**
	 * Threads that may start while they are listed.
	 */
	private static final int SPARE_THREADS = 32;

	static JdkRuntime current() {
		return new JdkRuntime(System.getProperties(), netProperties(), Runtime.version().feature());
	}

	private static Properties netProperties() {
		Properties net = new Properties();
		Path file = Path.of(System.getProperty("java.home", ""), "conf", "net.properties");
		try (InputStream in = Files.newInputStream(file)) {
			net.load(in);
		}
		catch (IOException | IllegalArgumentException ex) {
			// A trimmed runtime image may lack the file; the JDK ignores that as well.
			net.clear();
		}
		return net;
	}

	@Nullable String setting(String name) {
		String value = this.system.getProperty(name);
		return (value != null) ? value : this.net.getProperty(name);
	}

	/**
	 * Looks for the selector thread of a client. Without one nothing is proven: a client
	 * may have come and gone.
	 * @return whether a client certainly exists, and with it the value that it has read
	 */
	boolean clientExists() {
		ThreadGroup root = Thread.currentThread().getThreadGroup();
		while (root.getParent() != null) {
			root = root.getParent();
		}
		Thread[] threads = new Thread[root.activeCount() + SPARE_THREADS];
		int count = root.enumerate(threads);
		return Arrays.stream(threads, 0, count).map(Thread::getName).anyMatch(JdkRuntime::isSelector);
	}

	private static boolean isSelector(String thread) {
		return thread.startsWith("HttpClient-") && thread.endsWith("-SelectorManager");
	}

	Duration libraryIdle() {
		return (this.feature >= SHORT_IDLE_SINCE) ? Duration.ofSeconds(30) : Duration.ofSeconds(1200);
	}

	boolean closesIdleHttp2() {
		return this.feature >= SHORT_IDLE_SINCE;
	}

}
