package io.github.keepalive.policy;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Thrown when {@code keepalive.*} values are impossible or contradict one another.
 *
 * @since 0.1.0
 */
public class KeepAliveConflictException extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	private final transient Map<String, String> properties;

	private final String action;

	/**
	 * Creates the exception.
	 * @param message what is wrong with the values
	 * @param action what to write instead, in full sentences
	 * @param properties names and values of the properties, fit to be shown
	 */
	public KeepAliveConflictException(String message, String action, Map<String, String> properties) {
		super(message);
		this.action = action;
		this.properties = new LinkedHashMap<>(properties);
	}

	/**
	 * Returns the properties that are at fault.
	 * @return property names and the values they have
	 */
	public Map<String, String> getProperties() {
		return this.properties;
	}

	/**
	 * Returns what to write instead.
	 * @return the remedy, in full sentences
	 */
	public String getAction() {
		return this.action;
	}

}
