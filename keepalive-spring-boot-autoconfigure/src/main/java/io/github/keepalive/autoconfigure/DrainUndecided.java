package io.github.keepalive.autoconfigure;

import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches where nobody said whether the server is to be drained, and no platform was
 * recognized on which it would be.
 */
final class DrainUndecided implements Condition {

	@Override
	public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
		return !context.getEnvironment().containsProperty(DrainEnabled.PROPERTY)
				&& CloudPlatform.getActive(context.getEnvironment()) == null;
	}

}
