package io.github.keepalive.matrix;

/**
 * Why a transport does not do in a case what the rule says, or may do either.
 */
enum Note {

	JDK_REPEATS("The JDK's client repeats a GET by itself when not one byte came back, on fresh connections as well."),

	URL_CONNECTION_REPEATS("`HttpURLConnection` repeats what has no body by itself, on fresh connections as well;"
			+ " Spring streams every body, so only GET has none. The JDK switches that off for POST only"
			+ " (`sun.net.http.retryPost`)."),

	REUSE_UNKNOWN("The transport does not say whether the connection was reused, so that nothing of ours is repeated."),

	NO_PATCH("`HttpURLConnection` knows no PATCH: it fails before anything is sent."),

	CUT_HEAD("HttpClient 5 and `HttpURLConnection` take a status line that ends with the connection for a whole head:"
			+ " the caller gets a response without headers and body."),

	CUT_BODY("`HttpURLConnection` of Java 17 does not notice that a body ends too early: the caller gets what there is."
			+ " That of Java 25 fails."),

	RACE("The event loop may have noticed the close or not. If not, nothing was executed."),

	NO_LOOK_YET("HttpClient 5 classic looks at the socket only after 100 ms of idleness. Nothing was executed."),

	JDK_TLS("The JDK looks at the socket itself, not at what TLS has to say: a close that its selector has not got"
			+ " round to is met by the request. Nothing was executed."),

	URL_CONNECTION_READS("`HttpURLConnection` takes what is there for its answer, unless it streams a POST: then it"
			+ " looks first and swallows what it finds."),

	URL_CONNECTION_BEHIND(
			"`HttpURLConnection` hands out what lies behind a body together with the body: it is the request"
					+ " before that is harmed."),

	URL_CONNECTION_LOOKS("`HttpURLConnection` looks at an idle connection only before it streams a POST."),

	URL_CONNECTION_TLS("Spring gives each HTTPS request of `HttpURLConnection` a socket factory of its own, so that no"
			+ " connection is reused.");

	private final String text;

	Note(String text) {
		this.text = text;
	}

	String text() {
		return this.text;
	}

}
