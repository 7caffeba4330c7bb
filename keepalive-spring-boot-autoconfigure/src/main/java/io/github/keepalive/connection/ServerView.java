package io.github.keepalive.connection;

import java.time.Duration;

import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.Durations;
import io.github.keepalive.policy.Origin;
import org.jspecify.annotations.Nullable;

/**
 * What reports and read-back know of an embedded server.
 *
 * @since 0.1.0
 */
public interface ServerView {

	/**
	 * Returns the name of the server: {@code main}, {@code management} or its port.
	 * @return the name
	 */
	String name();

	/**
	 * Returns the kind of server: {@code tomcat}, {@code jetty}, {@code netty}.
	 * @return the kind
	 */
	String type();

	/**
	 * Returns the idle time that was set or left.
	 * @return the value with its origin, or {@code null} for no limit
	 */
	@Nullable Derived idleTimeout();

	/**
	 * Returns how long a request head may take, as set or left.
	 * @return the value with its origin, or {@code null} for no limit or unknown
	 */
	@Nullable Derived headerTimeout();

	/**
	 * Reads the idle time back from the built server.
	 * @return the value in force, or {@code null} for no limit
	 */
	@Nullable Duration effectiveIdleTimeout();

	/**
	 * Reads the header timeout back from the built server.
	 * @return the value in force, or {@code null} for no limit or unknown
	 */
	@Nullable Duration effectiveHeaderTimeout();

	/**
	 * Returns what else is known of the server.
	 * @return the facts
	 */
	default ServerFacts facts() {
		return ServerFacts.NONE;
	}

	/**
	 * Returns how idle connections of the server ended.
	 * @return the closes by side, or {@code null} where they cannot be seen
	 */
	default @Nullable IdleCloses idleCloses() {
		return null;
	}

	/**
	 * Returns what to report where a planned value and the one read back may differ.
	 * @param planned what was planned, or {@code null} for no limit
	 * @param effective what is in force, or {@code null} for no limit
	 * @return the plan if it is in force, else the value in force as one that the
	 * application set: its customizers may run after ours, and win
	 */
	static @Nullable Derived inForce(@Nullable Derived planned, @Nullable Duration effective) {
		if (effective == null) {
			return null;
		}
		if (planned != null && planned.value().equals(effective)) {
			return planned;
		}
		String instead = (planned != null) ? Durations.format(planned.value()) : "no limit";
		return new Derived(effective, Origin.CONFIGURED, "set by the application, where " + instead + " was planned");
	}

}
