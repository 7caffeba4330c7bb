package io.github.keepalive.client.jdk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;

import io.github.keepalive.policy.ClientKeepAlive;
import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.Origin;
import org.jspecify.annotations.Nullable;

/**
 * The system property that tells all JDK HTTP clients of the JVM how long to keep idle
 * connections. Read once, when the first client is built; nothing reads back what took
 * effect. Immutable.
 *
 * @since 0.1.0
 */
public final class JdkKeepAliveProperty {

	/**
	 * Idle time of pooled HTTP/1.1 connections, and of HTTP/2 connections from JDK 20 on,
	 * in whole seconds.
	 */
	public static final String NAME = "jdk.httpclient.keepalive.timeout";

	/**
	 * Where the value that was set by us is noted, so that a second context in the same
	 * JVM knows it from one set by the user.
	 */
	public static final String MARKER = "io.github.keepalive.jdk.keepalive.timeout";

	/**
	 * Where it is noted that the property was set when a client existed already.
	 */
	static final String LATE = MARKER + ".late";

	private final State state;

	private final Derived idleTimeout;

	private final List<Finding> findings;

	private final JdkRuntime runtime;

	private JdkKeepAliveProperty(State state, Derived idleTimeout, List<Finding> findings, JdkRuntime runtime) {
		this.state = state;
		this.idleTimeout = idleTimeout;
		this.findings = List.copyOf(findings);
		this.runtime = runtime;
	}

	/**
	 * Sets the property where nobody has set it and the plan asks for it. To be called
	 * before the first client of the JVM is built, and only where the JDK client is the
	 * selected transport.
	 * @param plan the plan
	 * @return what holds now
	 */
	public static JdkKeepAliveProperty request(ClientKeepAlive plan) {
		return request(plan, JdkRuntime.current());
	}

	/**
	 * Finds out what holds without setting anything.
	 * @param plan the plan
	 * @return what holds now
	 */
	public static JdkKeepAliveProperty read(ClientKeepAlive plan) {
		return read(plan, JdkRuntime.current());
	}

	/**
	 * Finds out what holds, and what the one value for all hosts costs.
	 * @param policy the plan
	 * @return what holds now
	 */
	public static JdkKeepAliveProperty read(KeepAlivePolicy policy) {
		JdkRuntime runtime = JdkRuntime.current();
		JdkKeepAliveProperty property = read(policy.shortest(), runtime);
		List<Finding> findings = new ArrayList<>(property.findings());
		findings.addAll(JdkFindings.limits(policy, property.idleTimeout()));
		return new JdkKeepAliveProperty(property.state(), property.idleTimeout(), findings, runtime);
	}

	static JdkKeepAliveProperty request(ClientKeepAlive plan, JdkRuntime runtime) {
		Objects.requireNonNull(plan, "'plan' must not be null");
		Properties system = runtime.system();
		synchronized (system) {
			if (runtime.setting(NAME) == null) {
				JdkIdleSeconds wanted = wanted(plan, runtime);
				if (wanted != null) {
					system.setProperty(NAME, Long.toString(wanted.seconds()));
					system.setProperty(MARKER, Long.toString(wanted.seconds()));
					if (runtime.clientExists()) {
						system.setProperty(LATE, "true");
					}
					if (wanted.needsShorterWait()) {
						system.setProperty(JdkRuntime.SELECTOR_WAIT, JdkIdleSeconds.SHORTEST_WAIT);
					}
				}
			}
		}
		return read(plan, runtime);
	}

	static JdkKeepAliveProperty read(ClientKeepAlive plan, JdkRuntime runtime) {
		String value = runtime.setting(NAME);
		State state = state(value, runtime);
		Derived idle = switch (state) {
			case REQUESTED -> known(value, runtime, Origin.REQUESTED, "whole seconds below the planned "
					+ plan.idleTimeout() + ", less what the JDK may be late by; no way to read it back");
			case USER -> known(value, runtime, Origin.CONFIGURED, NAME + " " + value + "s");
			case LIBRARY -> Derived.byLibrary(runtime.libraryIdle(), JdkRuntime.LIBRARY);
		};
		List<Finding> findings = new ArrayList<>(JdkFindings.of(plan, state, idle.value(), runtime));
		if (state == State.REQUESTED && Boolean.parseBoolean(runtime.system().getProperty(LATE))) {
			findings.add(JdkFindings.tooLate(idle.value()));
		}
		return new JdkKeepAliveProperty(state, idle, findings, runtime);
	}

	private static State state(@Nullable String value, JdkRuntime runtime) {
		if (value == null) {
			return State.LIBRARY;
		}
		return value.equals(runtime.system().getProperty(MARKER)) ? State.REQUESTED : State.USER;
	}

	private static Derived known(@Nullable String value, JdkRuntime runtime, Origin origin, String reason) {
		Duration parsed = JdkIdleSeconds.parse(value);
		// The JDK falls back to its default on a value that is no number.
		return (parsed != null) ? new Derived(parsed, origin, reason)
				: Derived.byLibrary(runtime.libraryIdle(), JdkRuntime.LIBRARY);
	}

	private static @Nullable JdkIdleSeconds wanted(ClientKeepAlive plan, JdkRuntime runtime) {
		Derived idle = plan.idleTimeoutFor(runtime.libraryIdle(), JdkRuntime.LIBRARY);
		return (idle.origin() != Origin.LIBRARY) ? JdkIdleSeconds.below(idle.value(), runtime) : null;
	}

	/**
	 * Returns who decides about the idle time.
	 * @return the state
	 */
	public State state() {
		return this.state;
	}

	/**
	 * Returns the idle time as far as it is known: asked for, never read back.
	 * @return the value with its origin
	 */
	public Derived idleTimeout() {
		return this.idleTimeout;
	}

	/**
	 * Returns what users should know.
	 * @return the findings
	 */
	public List<Finding> findings() {
		return this.findings;
	}

	/**
	 * Returns whether this JVM closes idle HTTP/2 connections at all.
	 * @return {@code true} from JDK 20 on
	 */
	boolean closesIdleHttp2() {
		return this.runtime.closesIdleHttp2();
	}

	/**
	 * Who decides about the idle time.
	 */
	public enum State {

		/**
		 * We asked for it, now or for an earlier context in this JVM.
		 */
		REQUESTED,

		/**
		 * The user set the property; it stays.
		 */
		USER,

		/**
		 * Nobody: the JDK's own default holds.
		 */
		LIBRARY

	}

}
