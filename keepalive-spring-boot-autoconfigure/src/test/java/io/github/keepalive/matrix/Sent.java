package io.github.keepalive.matrix;

/**
 * The requests of the matrix.
 */
enum Sent {

	GET("GET", false, false),

	PUT("PUT", true, false),

	DELETE("DELETE", false, false),

	KEYED_POST("POST", true, true),

	POST("POST", true, false),

	PATCH("PATCH", true, false);

	private final String method;

	private final boolean body;

	private final boolean keyed;

	Sent(String method, boolean body, boolean keyed) {
		this.method = method;
		this.body = body;
		this.keyed = keyed;
	}

	String method() {
		return this.method;
	}

	boolean body() {
		return this.body;
	}

	boolean keyed() {
		return this.keyed;
	}

	String title() {
		return this.keyed ? this.method + " with key" : this.method;
	}

}
