package io.github.keepalive.matrix;

/**
 * The clients of Spring Boot, each selected as an application would.
 */
enum Transport {

	HTTP_COMPONENTS("HttpClient 5", "RestClient", "http-components", Knowledge.EXACT),

	HTTP_COMPONENTS_ASYNC("HttpClient 5 async", "WebClient", "http-components", Knowledge.EXACT),

	REACTOR("Reactor Netty", "RestClient", "reactor", Knowledge.EXACT),

	REACTOR_WEB("Reactor Netty", "WebClient", "reactor", Knowledge.EXACT),

	JETTY("Jetty", "RestClient", "jetty", Knowledge.EXACT),

	JETTY_WEB("Jetty", "WebClient", "jetty", Knowledge.EXACT),

	JDK("JDK", "RestClient", "jdk", Knowledge.JDK),

	SIMPLE("HttpURLConnection", "RestClient", "simple", Knowledge.URL_CONNECTION);

	private final String library;

	private final String client;

	private final String name;

	private final Knowledge knowledge;

	Transport(String library, String client, String name, Knowledge knowledge) {
		this.library = library;
		this.client = client;
		this.name = name;
		this.knowledge = knowledge;
	}

	boolean reactive() {
		return this.client.equals("WebClient");
	}

	/**
	 * Returns whether reuse is known for each request, so that the rule can be followed.
	 * @return {@code true} if so
	 */
	boolean exact() {
		return this.knowledge == Knowledge.EXACT;
	}

	/**
	 * Returns whether the library reads idle connections by itself and so notices what
	 * happens on them; others look when they use one, if at all.
	 * @return {@code true} if so
	 */
	boolean watchesIdleConnections() {
		return exact() && !this.library.startsWith("HttpClient");
	}

	String property() {
		return "spring.http.clients." + (reactive() ? "reactive.connector=" : "imperative.factory=") + this.name;
	}

	/**
	 * Returns the header of its column.
	 * @return client and library
	 */
	String title() {
		return this.client + ", " + this.library;
	}

	private enum Knowledge {

		EXACT, JDK, URL_CONNECTION

	}

}
