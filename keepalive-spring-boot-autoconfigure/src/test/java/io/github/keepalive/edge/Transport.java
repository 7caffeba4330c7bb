package io.github.keepalive.edge;

/**
 * The clients of Spring Boot whose transports tell everything.
 */
enum Transport {

	/** RestClient on HttpClient 5. */
	APACHE("http-components", false),

	/** RestClient on Reactor Netty. */
	REACTOR("reactor", false),

	/** RestClient on Jetty. */
	JETTY("jetty", false),

	/** WebClient on HttpClient 5. */
	WEB_APACHE("http-components", true),

	/** WebClient on Reactor Netty. */
	WEB_REACTOR("reactor", true),

	/** WebClient on Jetty. */
	WEB_JETTY("jetty", true);

	private final String library;

	private final boolean reactive;

	Transport(String library, boolean reactive) {
		this.library = library;
		this.reactive = reactive;
	}

	String library() {
		return this.library;
	}

	boolean reactive() {
		return this.reactive;
	}

}
