package io.github.keepalive.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.keepalive.connection.FindingSource;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.Severity;
import io.github.keepalive.retry.Repeater;
import io.github.resilience4j.retry.RetryConfig;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Says which settings of the Resilience4j instance {@code keepalive} do less than their
 * names promise.
 */
final class RetryInstanceFindings implements FindingSource {

	private static final String KEYS = "resilience4j.retry.instances.keepalive";

	private static final String MAX_ATTEMPTS = KEYS + ".max-attempts";

	private static final int MOST_ATTEMPTS = 2;

	private static final List<String> IGNORED = Stream
		.of("wait-duration", "interval-bi-function", "enable-exponential-backoff", "exponential-backoff-multiplier",
				"exponential-max-wait-duration", "enable-randomized-wait", "randomized-wait-factor", "result-predicate",
				"consume-result-before-retry-attempt", "fail-after-max-attempts")
		.map((name) -> KEYS + "." + name)
		.toList();

	private final Environment environment;

	private final Repeater repeater;

	RetryInstanceFindings(Environment environment, Repeater repeater) {
		this.environment = environment;
		this.repeater = repeater;
	}

	@Override
	public List<Finding> findings() {
		Binder binder = Binder.get(this.environment);
		boolean anySet = binder.bind(KEYS, Bindable.mapOf(String.class, Object.class)).isBound();
		Integer attempts = this.repeater.attemptsAllowed();
		if (attempts == null) {
			return anySet ? List.of(withoutEffect()) : List.of();
		}
		List<Finding> findings = new ArrayList<>();
		// The library's own default is nobody's wish.
		if (attempts > MOST_ATTEMPTS && (attempts != RetryConfig.DEFAULT_MAX_ATTEMPTS || isSet(binder, MAX_ATTEMPTS))) {
			findings.add(capped(attempts));
		}
		List<String> ignored = IGNORED.stream().filter((key) -> isSet(binder, key)).toList();
		if (!ignored.isEmpty()) {
			findings.add(ignored(ignored));
		}
		return findings;
	}

	private static boolean isSet(Binder binder, String key) {
		return binder.bind(key, Bindable.of(String.class)).isBound();
	}

	private static Finding capped(int attempts) {
		return new Finding("KA033", Severity.WARN,
				"The Resilience4j instance 'keepalive' allows " + attempts
						+ " attempts, but a request is repeated once at most: it counts as 2.",
				"Set '" + MAX_ATTEMPTS + "' to 2, or to 1 to have nothing repeated.", List.of(MAX_ATTEMPTS));
	}

	private static Finding ignored(List<String> keys) {
		return new Finding("KA034", Severity.INFO,
				keys.stream().collect(Collectors.joining("', '", "'", "'"))
						+ ": no effect, because a repeat goes out at once and only after a lost connection.",
				"Remove them; 'max-attempts', 'retry-exceptions' and 'ignore-exceptions' may narrow the rule.", keys);
	}

	private static Finding withoutEffect() {
		return new Finding("KA035", Severity.WARN,
				"'" + KEYS + ".*' is set, but no Resilience4j instance was made from it, so it has no effect.",
				"Add 'io.github.resilience4j:resilience4j-spring-boot4', which reads it; a RetryRegistry bean of your"
						+ " own needs an instance 'keepalive' instead. 'keepalive.client.retry.*' works without either.",
				List.of(KEYS));
	}

}
