package io.github.keepalive.autoconfigure;

import io.github.keepalive.actuate.KeepAliveProbeEndpoint;
import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.probe.ProbeListener;
import io.github.keepalive.probe.ProbedWindows;
import io.github.keepalive.probe.Probes;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for probes of idle windows.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = KeepAliveAutoConfiguration.class,
		afterName = "org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration")
@ConditionalOnBooleanProperty(name = "keepalive.enabled", matchIfMissing = true)
public final class ProbeKeepAliveAutoConfiguration {

	// Whether or not the endpoint is exposed: settings that cannot work are refused
	// before they reach the stage where it is.
	@Bean
	@ConditionalOnMissingBean
	Probes keepAliveProbes(KeepAliveProperties properties, KeepAlivePolicy policy, IdleClock clock,
			ObjectProvider<SslBundles> bundles, ObjectProvider<ProbeListener> listeners) {
		return new Probes(new ProbePropertiesMapper(properties, bundles.getIfAvailable()).targets(policy), clock,
				(route, remote, result, at) -> listeners.orderedStream()
					.forEach((listener) -> listener.probed(route, remote, result, at)));
	}

	@Bean
	ProbedWindows keepAliveProbedWindows(PoolRegistry pools) {
		return new ProbedWindows(pools.windows());
	}

	/**
	 * The endpoint, where Spring Boot's actuator is.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
	@ConditionalOnAvailableEndpoint(KeepAliveProbeEndpoint.class)
	static class Endpoints {

		@Bean
		@ConditionalOnMissingBean
		KeepAliveProbeEndpoint keepAliveProbeEndpoint(Probes probes) {
			return new KeepAliveProbeEndpoint(probes);
		}

	}

}
