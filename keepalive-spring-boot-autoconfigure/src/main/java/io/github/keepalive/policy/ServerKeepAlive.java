package io.github.keepalive.policy;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What embedded servers are to do with idle connections. The final values depend on what
 * the server does by itself, so they come from {@link #idleTimeoutFor} and
 * {@link #headerTimeoutFor}.
 *
 * @param idleTimeout idle time that the server must at least grant; kept above the
 * proxy's back window; {@code null} if nothing is asked of the server
 * @param exact whether the user set the value, so that it also lowers what the server
 * does by itself
 * @param limitsUnlimited whether a server without an idle timeout gets one: only with a
 * stated window
 * @param headerTimeout how long a request head may take, if the user set it
 * @since 0.1.0
 */
public record ServerKeepAlive(@Nullable Derived idleTimeout, boolean exact, boolean limitsUnlimited,
		@Nullable Derived headerTimeout) {

	private static final Duration HEADER_CAP = Duration.ofSeconds(75);

	/**
	 * Returns the idle time for a server.
	 * @param serverDefault what the server does by itself, or {@code null} if it never
	 * closes an idle connection
	 * @param server the name of the server, for the reason
	 * @return the idle time to set, or {@code null} if the server is to stay without
	 * limit
	 */
	public @Nullable Derived idleTimeoutFor(@Nullable Duration serverDefault, String server) {
		if (this.idleTimeout == null) {
			return (serverDefault != null) ? Derived.byLibrary(serverDefault, server) : null;
		}
		if (this.exact) {
			return this.idleTimeout;
		}
		if (serverDefault == null) {
			// No limit already outlasts every proxy; a guess must not take that away.
			return this.limitsUnlimited ? this.idleTimeout : null;
		}
		// Lowering what the server grants could only harm peers that rely on it.
		if (serverDefault.compareTo(this.idleTimeout.value()) >= 0) {
			return Derived.byLibrary(serverDefault, server).because("not below the needed " + this.idleTimeout);
		}
		return this.idleTimeout;
	}

	/**
	 * Returns how long an accepted connection may take to send a request head.
	 * @param idle the idle time in force on that server, or {@code null} for no limit
	 * @param serverDefault what the server does by itself
	 * @param server the name of the server, for the reason
	 * @return the larger of the server's default and the idle time plus 1 s, the latter
	 * at most 75 s, unless the user set a value
	 */
	public Derived headerTimeoutFor(@Nullable Duration idle, Duration serverDefault, String server) {
		Objects.requireNonNull(serverDefault, "'serverDefault' must not be null");
		if (this.headerTimeout != null) {
			return this.headerTimeout;
		}
		if (idle == null || this.idleTimeout == null) {
			return Derived.byLibrary(serverDefault, server);
		}
		// A balancer that opens connections ahead must not be cut first; a slow sender
		// must not hold one for an hour.
		Duration wanted = Durations.min(idle.plusSeconds(1), HEADER_CAP);
		if (wanted.compareTo(serverDefault) <= 0) {
			return Derived.byLibrary(serverDefault, server);
		}
		String reason = wanted.equals(HEADER_CAP) ? "capped at " + Durations.format(HEADER_CAP)
				: "server idle " + Durations.format(idle) + " plus 1s";
		Origin origin = (this.idleTimeout.origin() == Origin.ASSUMED) ? Origin.ASSUMED : Origin.DERIVED;
		return new Derived(wanted, origin, reason);
	}

}
