package io.github.keepalive.client.jdk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.keepalive.policy.ClientKeepAlive;
import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.Severity;

/**
 * What users of the JDK's HTTP client should know, because nobody can set it for them.
 */
final class JdkFindings {

	private static final String ALL_METHOD_RETRY = "jdk.httpclient.enableAllMethodRetry";

	private JdkFindings() {
	}

	/**
	 * Says what cannot be had on this client.
	 * @param policy the plan
	 * @param idle the idle time asked for
	 * @return the findings
	 */
	static List<Finding> limits(KeepAlivePolicy policy, Derived idle) {
		List<Finding> findings = new ArrayList<>();
		findings.add(new Finding("KA015", Severity.INFO,
				"RestClient or WebClient use the JDK's HTTP client, which tells nothing about its connections: no check"
						+ " before a connection is used again, no maximum lifetime, no Keep-Alive hints, no pool sizes or"
						+ " counters, and no repeat by the starter.",
				"Set 'spring.http.clients.imperative.factory' or 'spring.http.clients.reactive.connector' to 'reactor',"
						+ " 'http-components' or 'jetty' to have them.",
				List.of("spring.http.clients.imperative.factory", "spring.http.clients.reactive.connector")));
		if (policy.clients().stream().map(ClientKeepAlive::idleTimeout).map(Derived::value).distinct().count() > 1) {
			findings.add(shared(policy, idle));
		}
		return findings;
	}

	private static Finding shared(KeepAlivePolicy policy, Derived idle) {
		ClientKeepAlive shortest = policy.shortest();
		String whose = policy.upstreams()
			.stream()
			.filter((upstream) -> upstream.client().equals(shortest))
			.map((upstream) -> "upstream '" + upstream.name() + "'")
			.findFirst()
			.orElse("all other hosts");
		return new Finding("KA014", Severity.INFO,
				"The JDK's HTTP client has one idle time for all hosts, so the shortest plan counts: " + idle + ", for "
						+ whose + " (" + shortest.idleTimeout() + ").",
				"Use another client to have connections to other upstreams kept for longer.",
				List.of("keepalive.upstreams", "spring.http.clients.imperative.factory"));
	}

	static Finding tooLate(Duration asked) {
		return new Finding("KA013", Severity.WARN, "'" + JdkKeepAliveProperty.NAME + "' was set to " + asked.toSeconds()
				+ "s after an HttpClient had been built in this JVM, which reads it only once: the JDK's default or"
				+ " an earlier value holds.",
				"Pass '-D" + JdkKeepAliveProperty.NAME + "=" + asked.toSeconds()
						+ "' on the command line, or use another client.",
				List.of(JdkKeepAliveProperty.NAME));
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
