package io.github.keepalive.policy;

import java.util.List;
import java.util.Objects;

/**
 * Something on the path that is not as it should be, with the remedy.
 *
 * @param id stable id, {@code KA} and three digits
 * @param severity how much it matters
 * @param message what is the case, with the values
 * @param action what to do about it
 * @param properties the keys involved
 * @since 0.1.0
 */
public record Finding(String id, Severity severity, String message, String action, List<String> properties) {

	public Finding {
		Objects.requireNonNull(id, "'id' must not be null");
		Objects.requireNonNull(severity, "'severity' must not be null");
		Objects.requireNonNull(message, "'message' must not be null");
		Objects.requireNonNull(action, "'action' must not be null");
		properties = List.copyOf(properties);
	}

}
