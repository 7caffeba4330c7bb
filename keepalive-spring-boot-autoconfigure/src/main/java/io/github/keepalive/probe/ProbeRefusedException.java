package io.github.keepalive.probe;

/**
 * Thrown when a probe cannot be started; the message is meant for whoever asked.
 *
 * @since 0.1.0
 */
public class ProbeRefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final Reason reason;

	ProbeRefusedException(Reason reason, String message) {
		super(message);
		this.reason = reason;
	}

	/**
	 * Returns why.
	 * @return the reason
	 */
	public Reason getReason() {
		return this.reason;
	}

	/**
	 * Why a probe is refused.
	 */
	public enum Reason {

		/** No such upstream can be probed. */
		UNKNOWN,

		/** What was asked for cannot be. */
		INVALID,

		/** One is running for the upstream. */
		RUNNING,

		/** As many as may are running. */
		BUSY,

		/** The application is shutting down. */
		CLOSED

	}

}
