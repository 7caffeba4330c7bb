package io.github.keepalive.policy;

import java.time.Duration;
import java.util.Objects;

/**
 * A duration that says where it comes from and why it is what it is.
 *
 * @param value the duration
 * @param origin where it comes from
 * @param reason one line for people, naming the inputs and the rule
 * @since 0.1.0
 */
public record Derived(Duration value, Origin origin, String reason) {

	public Derived {
		Objects.requireNonNull(value, "'value' must not be null");
		Objects.requireNonNull(origin, "'origin' must not be null");
		Objects.requireNonNull(reason, "'reason' must not be null");
	}

	static Derived configured(Duration value, String key) {
		return new Derived(value, Origin.CONFIGURED, key + " " + Durations.format(value));
	}

	/**
	 * Creates the value that a library uses when nobody sets one.
	 * @param value the library's default
	 * @param library the name of the library
	 * @return the value with its origin
	 */
	public static Derived byLibrary(Duration value, String library) {
		return new Derived(value, Origin.LIBRARY, library + "'s own default " + Durations.format(value));
	}

	/**
	 * Returns the same value with more said about it.
	 * @param more what to append to the reason
	 * @return a copy with the longer reason
	 */
	public Derived because(String more) {
		return new Derived(this.value, this.origin, this.reason + "; " + more);
	}

	boolean stated() {
		return this.origin == Origin.CONFIGURED || this.origin == Origin.PRESET;
	}

	@Override
	public String toString() {
		return Durations.format(this.value);
	}

}
