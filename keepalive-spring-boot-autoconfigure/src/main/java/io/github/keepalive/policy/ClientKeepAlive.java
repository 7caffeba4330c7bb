package io.github.keepalive.policy;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What client pools are to do with idle connections.
 *
 * @param idleTimeout idle time after which a pooled connection is not used again; kept
 * below the proxy's front window
 * @param mayRaise whether {@code idleTimeout} may lengthen what the library does by
 * itself: only with a stated window
 * @param margin safety margin between the idle time and the window; a response body that
 * takes longer to read costs its connection the place in the pool
 * @param maxLifetime longest time a connection is used
 * @param jitterPercent by how much the lifetime of a single connection may be shortened,
 * so that they do not all end at once
 * @param maxConnections size of the whole pool, or {@code null} for the library's own
 * @param maxConnectionsPerRoute size of the pool for one route, or {@code null} for the
 * library's own
 * @param acquireTimeout longest wait for a connection from a full pool, or {@code null}
 * for the library's own
 * @param hint whether {@code Keep-Alive} response headers may shorten the idle time
 * @param learn what is done with a window that was learned from closes
 * @since 0.1.0
 */
public record ClientKeepAlive(Derived idleTimeout, boolean mayRaise, Duration margin, Derived maxLifetime,
		int jitterPercent, @Nullable Integer maxConnections, @Nullable Integer maxConnectionsPerRoute,
		@Nullable Duration acquireTimeout, boolean hint, LearnMode learn) {

	public ClientKeepAlive {
		Objects.requireNonNull(idleTimeout, "'idleTimeout' must not be null");
		Objects.requireNonNull(margin, "'margin' must not be null");
		Objects.requireNonNull(maxLifetime, "'maxLifetime' must not be null");
		Objects.requireNonNull(learn, "'learn' must not be null");
	}

	/**
	 * Creates a plan that reports what is learned.
	 * @param idleTimeout idle time after which a pooled connection is not used again
	 * @param mayRaise whether that may lengthen what the library does by itself
	 * @param margin safety margin between the idle time and the window
	 * @param maxLifetime longest time a connection is used
	 * @param jitterPercent by how much that may be shortened
	 * @param maxConnections size of the whole pool, or {@code null}
	 * @param maxConnectionsPerRoute size of the pool for one route, or {@code null}
	 * @param acquireTimeout longest wait for a connection, or {@code null}
	 * @param hint whether response headers may shorten the idle time
	 */
	public ClientKeepAlive(Derived idleTimeout, boolean mayRaise, Duration margin, Derived maxLifetime,
			int jitterPercent, @Nullable Integer maxConnections, @Nullable Integer maxConnectionsPerRoute,
			@Nullable Duration acquireTimeout, boolean hint) {
		this(idleTimeout, mayRaise, margin, maxLifetime, jitterPercent, maxConnections, maxConnectionsPerRoute,
				acquireTimeout, hint, LearnMode.REPORT);
	}

	/**
	 * Returns the idle time for a library that has a default of its own.
	 * @param libraryDefault what the library does by itself, or {@code null} if it never
	 * gives up an idle connection
	 * @param library the name of the library, for the reason
	 * @return the planned idle time, or the library's default where the plan rests on a
	 * guess and would be less safe
	 */
	public Derived idleTimeoutFor(@Nullable Duration libraryDefault, String library) {
		// A guess may only make things safer; a shorter default of the library is safer
		// than the guess.
		if (!this.mayRaise && libraryDefault != null && libraryDefault.compareTo(this.idleTimeout.value()) < 0) {
			return Derived.byLibrary(libraryDefault, library).because("below the assumed " + this.idleTimeout);
		}
		return this.idleTimeout;
	}

	/**
	 * Returns whichever plan gives up idle connections sooner, for routes on which two
	 * peers can close: a tunnel ends at whoever closes first.
	 * @param other the other plan
	 * @return the plan with the shorter idle time; this one if they are equal
	 */
	public ClientKeepAlive orShorter(ClientKeepAlive other) {
		return (other.idleTimeout.value().compareTo(this.idleTimeout.value()) < 0) ? other : this;
	}

}
