package io.github.keepalive.client.inventory;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import io.github.keepalive.connection.FindingSource;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.Severity;

/**
 * Which library carries the requests of RestClient and WebClient, as seen when their
 * builders were made. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ClientInventory implements FindingSource {

	/**
	 * The HttpClient of the JDK, which tells nothing about its connections.
	 */
	public static final String JDK = "JDK HttpClient";

	/**
	 * The JDK's old client, which cannot be governed.
	 */
	public static final String SIMPLE = "HttpURLConnection";

	private static final String UNKNOWN = "a transport of its own";

	private static final String BOOT = "org.springframework.boot.http.client.";

	private static final Map<String, String> LIBRARIES = Map.of("HttpComponents", "HttpClient 5", "Reactor",
			"Reactor Netty", "Jetty", "Jetty", "Jdk", JDK, "Simple", SIMPLE);

	private final Map<String, String> imperative = new ConcurrentHashMap<>();

	private final Map<String, String> reactive = new ConcurrentHashMap<>();

	private final BuiltTransports built = new BuiltTransports();

	/**
	 * Returns whether a builder of Spring Boot makes clients that can be governed.
	 * @param builder the builder, before it was wrapped
	 * @return {@code true} if so
	 */
	public static boolean governs(Object builder) {
		String library = library(builder);
		return builder.getClass().getName().startsWith(BOOT) && !library.equals(SIMPLE) && !library.equals(UNKNOWN);
	}

	/**
	 * Notes a builder of blocking clients.
	 * @param beanName name of the bean
	 * @param builder the builder, before it was wrapped
	 */
	public void imperative(String beanName, Object builder) {
		this.imperative.put(beanName, library(builder));
	}

	/**
	 * Notes a builder of reactive clients.
	 * @param beanName name of the bean
	 * @param builder the builder, before it was wrapped
	 */
	public void reactive(String beanName, Object builder) {
		this.reactive.put(beanName, library(builder));
	}

	/**
	 * Returns what governed builders have built.
	 * @return what was built
	 */
	public BuiltTransports built() {
		return this.built;
	}

	/**
	 * Returns whether some client uses a library.
	 * @param library the library
	 * @return {@code true} if so
	 */
	public boolean uses(String library) {
		return this.imperative.containsValue(library) || this.reactive.containsValue(library);
	}

	/**
	 * Describes the transports in one line.
	 * @return the line, without names of beans
	 */
	public String describe() {
		return "RestClient " + describe(this.imperative) + ", WebClient " + describe(this.reactive);
	}

	@Override
	public List<Finding> findings() {
		if (uses(SIMPLE)) {
			return List.of(notGoverned(SIMPLE, "KA030",
					"It tells nothing about its connections and repeats requests" + " by itself."));
		}
		if (uses(UNKNOWN)) {
			return List.of(notGoverned(UNKNOWN, "KA031", "The starter does not know its builder."));
		}
		return List.of();
	}

	private static Finding notGoverned(String library, String id, String why) {
		return new Finding(id, Severity.WARN,
				"RestClient or WebClient use " + library + ", which is not governed. " + why,
				"Set 'spring.http.clients.imperative.factory' (or 'spring.http.clients.reactive.connector') to 'reactor',"
						+ " 'http-components' or 'jetty', or build on the builder of one of these.",
				List.of("spring.http.clients.imperative.factory", "spring.http.clients.reactive.connector"));
	}

	private static String describe(Map<String, String> transports) {
		List<String> libraries = new TreeMap<>(transports).values().stream().distinct().toList();
		return libraries.isEmpty() ? "not in use" : "on " + String.join(" and ", libraries);
	}

	private static String library(Object builder) {
		// Builders are named after their libraries, whose classes may be absent here.
		String name = builder.getClass().getSimpleName();
		return LIBRARIES.entrySet()
			.stream()
			.filter((entry) -> name.startsWith(entry.getKey()))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse(UNKNOWN);
	}

}
