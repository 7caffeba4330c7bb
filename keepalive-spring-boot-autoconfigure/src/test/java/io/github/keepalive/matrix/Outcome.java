package io.github.keepalive.matrix;

/**
 * How a case ended.
 *
 * @param result what the caller saw
 * @param attempts how often the request reached the server
 * @param executions how often the server read the whole of it, and so acted on it
 */
record Outcome(String result, int attempts, int executions) {

	/** The response that belongs to the request. */
	static final String OK = "ok";

	/** An exception. */
	static final String FAILS = "fails";

	/** A part of the response, taken for the whole. */
	static final String CUT = "cut";

	/** A response that belongs to nobody. */
	static final String FOREIGN = "foreign";

	static Outcome ok(int attempts, int executions) {
		return new Outcome(OK, attempts, executions);
	}

	static Outcome fails(int attempts, int executions) {
		return new Outcome(FAILS, attempts, executions);
	}

	@Override
	public String toString() {
		return this.result + ", " + this.attempts + "/" + this.executions;
	}

}
