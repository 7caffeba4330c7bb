package io.github.keepalive.autoconfigure;

import java.util.List;

import io.github.keepalive.actuate.KeepAliveDescriptor;
import io.github.keepalive.actuate.KeepAliveEndpoint;
import io.github.keepalive.connection.ClientCensus;
import io.github.keepalive.connection.Findings;
import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.fault.RepeatRules;
import io.github.keepalive.policy.KeepAlivePolicy;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the {@link KeepAliveEndpoint}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = KeepAliveAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(KeepAliveEndpoint.class)
@ConditionalOnBooleanProperty(name = "keepalive.enabled", matchIfMissing = true)
public final class KeepAliveEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	KeepAliveEndpoint keepAliveEndpoint(KeepAlivePolicy policy, KeepAliveProperties properties,
			ObjectProvider<RepeatRules> rules, PoolRegistry pools, ServerRegistry servers, Findings findings,
			ObjectProvider<ClientCensus> clients) {
		return new KeepAliveEndpoint(policy, retry(properties, rules.getIfAvailable()), pools, servers, findings,
				clients.getIfAvailable(() -> List::of));
	}

	private static KeepAliveDescriptor.Retry retry(KeepAliveProperties properties, @Nullable RepeatRules rules) {
		if (rules == null) {
			return new KeepAliveDescriptor.Retry(false, List.of(), List.of());
		}
		return new KeepAliveDescriptor.Retry(rules.enabled(), rules.methods(),
				properties.client().retry().idempotencyKeyHeaders());
	}

}
