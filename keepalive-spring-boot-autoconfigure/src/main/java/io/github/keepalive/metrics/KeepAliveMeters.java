package io.github.keepalive.metrics;

/**
 * The meters of the starter, whose names and tags are kept compatible.
 *
 * @since 0.1.0
 */
public enum KeepAliveMeters {

	/**
	 * How many idle kept connections of an embedded server ended, by the side that closed
	 * first. Tags: {@code server} (its name in the report) and {@code by} ({@code server}
	 * or {@code peer}).
	 */
	SERVER_CONNECTIONS_CLOSED("keepalive.server.connections.closed", "connections",
			"Idle kept connections by the side that closed them first");

	private final String meterName;

	private final String unit;

	private final String description;

	KeepAliveMeters(String meterName, String unit, String description) {
		this.meterName = meterName;
		this.unit = unit;
		this.description = description;
	}

	/**
	 * Returns the name of the meter.
	 * @return the name, as Micrometer writes it
	 */
	public String meterName() {
		return this.meterName;
	}

	/**
	 * Returns the base unit.
	 * @return the unit
	 */
	public String unit() {
		return this.unit;
	}

	/**
	 * Returns what the meter counts.
	 * @return one line for people
	 */
	public String description() {
		return this.description;
	}

}
