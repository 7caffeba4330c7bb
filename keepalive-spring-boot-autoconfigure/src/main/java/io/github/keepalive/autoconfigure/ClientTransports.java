package io.github.keepalive.autoconfigure;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which library carries the requests of RestClient and WebClient, as seen when their
 * builders were made. Thread-safe.
 */
final class ClientTransports {

	static final String JDK = "JDK HttpClient";

	static final String SIMPLE = "HttpURLConnection";

	private static final Map<String, String> LIBRARIES = Map.of("HttpComponents", "HttpClient 5", "Reactor",
			"Reactor Netty", "Jetty", "Jetty", "Jdk", JDK, "Simple", SIMPLE);

	private final Map<String, String> imperative = new ConcurrentHashMap<>();

	private final Map<String, String> reactive = new ConcurrentHashMap<>();

	void imperative(String beanName, Object builder) {
		this.imperative.put(beanName, library(builder));
	}

	void reactive(String beanName, Object builder) {
		this.reactive.put(beanName, library(builder));
	}

	boolean uses(String library) {
		return this.imperative.containsValue(library) || this.reactive.containsValue(library);
	}

	String describe() {
		return "RestClient " + describe(this.imperative) + ", WebClient " + describe(this.reactive);
	}

	private static String describe(Map<String, String> transports) {
		Collection<String> libraries = new TreeMap<>(transports).values().stream().distinct().toList();
		return libraries.isEmpty() ? "not in use" : "on " + String.join(" and ", libraries);
	}

	private static String library(Object builder) {
		// Builders of the libraries are named after them, and their classes may be absent
		// here.
		String name = builder.getClass().getSimpleName();
		return LIBRARIES.entrySet()
			.stream()
			.filter((entry) -> name.startsWith(entry.getKey()))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse("a transport of its own");
	}

}
