package io.github.keepalive.client.jdk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.keepalive.policy.ClientKeepAlive;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.Severity;

/**
 * What users of the JDK's HTTP client should know, because nobody can set it for them.
 */
final class JdkFindings {

	private static final String ALL_METHOD_RETRY = "jdk.httpclient.enableAllMethodRetry";

	private JdkFindings() {
	}

	static List<Finding> of(ClientKeepAlive plan, JdkKeepAliveProperty.State state, Duration asked,
			JdkRuntime runtime) {
		List<Finding> findings = new ArrayList<>();
		Duration latest = JdkIdleSeconds.latest(asked, runtime);
		Duration planned = plan.idleTimeoutFor(runtime.libraryIdle(), JdkRuntime.LIBRARY).value();
		// Who asks for the planned value may be late by what the margin leaves.
		Duration window = plan.idleTimeout().value().plus(plan.margin());
		boolean tolerated = asked.equals(planned) && latest.compareTo(window) < 0;
		if (latest.compareTo(planned) > 0 && !tolerated) {
			findings.add(tooLong(state, planned, asked, latest));
		}
		if (!runtime.closesIdleHttp2()) {
			findings.add(new Finding("KA011", Severity.INFO,
					"Java " + runtime.feature() + " never closes idle HTTP/2 connections of its HTTP client,"
							+ " so that client speaks HTTP/1.1.",
					"Run on Java 20 or newer, or use another client, if HTTP/2 is needed.", List.of()));
		}
		if (retriesAllMethods(runtime)) {
			findings.add(new Finding("KA012", Severity.WARN,
					ALL_METHOD_RETRY + " is set: the JDK's HTTP client repeats POST when a connection is lost,"
							+ " even if the server has processed it.",
					"Remove '" + ALL_METHOD_RETRY + "'.", List.of(ALL_METHOD_RETRY)));
		}
		return findings;
	}

	private static Finding tooLong(JdkKeepAliveProperty.State state, Duration planned, Duration asked,
			Duration latest) {
		String who = switch (state) {
			case USER -> "set by the user";
			case REQUESTED -> "the smallest that can be had, or asked for by an earlier context in this JVM";
			case LIBRARY -> "its own default";
		};
		return new Finding("KA010", Severity.WARN,
				"The JDK's HTTP client gives up idle connections after " + asked.toSeconds() + "s (" + who
						+ "), and may reuse one up to " + latest.toMillis() + "ms old; planned are "
						+ planned.toMillis() + "ms.",
				"Use another client for windows this short, or set '-D" + JdkKeepAliveProperty.NAME
						+ "' to a smaller number of seconds.",
				List.of(JdkKeepAliveProperty.NAME, "keepalive.client.idle"));
	}

	private static boolean retriesAllMethods(JdkRuntime runtime) {
		String value = runtime.setting(ALL_METHOD_RETRY);
		// As the JDK reads it: the bare flag counts.
		return value != null && (value.isEmpty() || Boolean.parseBoolean(value));
	}

}
