package io.github.keepalive.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches where the server is to be drained: where the user says so, else where Spring
 * Boot recognizes a platform, which restarts instances behind a proxy.
 */
final class DrainEnabled extends SpringBootCondition {

	static final String PROPERTY = "keepalive.server.drain.enabled";

	private static final String RESTART_CLASS_LOADER = "org.springframework.boot.devtools.restart.classloader.RestartClassLoader";

	// The name by which Spring's TestContext framework adds what tests set.
	private static final String TEST_PROPERTIES = "Inlined Test Properties";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Drain");
		if (restartedByDevTools(context.getClassLoader())) {
			return ConditionOutcome.noMatch(message.because("DevTools restarts the application"));
		}
		Environment environment = context.getEnvironment();
		Boolean enabled = environment.getProperty(PROPERTY, Boolean.class);
		if (enabled != null) {
			return new ConditionOutcome(enabled, message.because(PROPERTY + " is " + enabled));
		}
		// A pipeline in a cluster is no place where somebody waits for an application.
		if (environment instanceof ConfigurableEnvironment configurable
				&& configurable.getPropertySources().contains(TEST_PROPERTIES)) {
			return ConditionOutcome.noMatch(message.because("it is a test"));
		}
		CloudPlatform platform = platform(environment);
		return new ConditionOutcome(platform != null,
				message.because((platform != null) ? "the platform is " + platform : "no platform was recognized"));
	}

	static @Nullable CloudPlatform platform(Environment environment) {
		CloudPlatform platform = CloudPlatform.getActive(environment);
		return (platform != CloudPlatform.NONE) ? platform : null;
	}

	private static boolean restartedByDevTools(@Nullable ClassLoader classLoader) {
		return classLoader != null && classLoader.getClass().getName().equals(RESTART_CLASS_LOADER);
	}

}
