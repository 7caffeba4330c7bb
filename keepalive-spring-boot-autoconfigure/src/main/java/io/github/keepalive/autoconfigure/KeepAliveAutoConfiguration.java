package io.github.keepalive.autoconfigure;

import io.github.keepalive.client.inventory.ClientInventory;
import io.github.keepalive.connection.ClientFindings;
import io.github.keepalive.connection.FindingSource;
import io.github.keepalive.connection.Findings;
import io.github.keepalive.connection.HintFindings;
import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.connection.Maintenance;
import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.connection.ServerFindings;
import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.connection.TrafficFindings;
import io.github.keepalive.connection.WindowFindings;
import io.github.keepalive.policy.KeepAlivePlanner;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.ProxyCatalogue;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the keep-alive plan and what all
 * parts of the starter share.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "keepalive.enabled", matchIfMissing = true)
@EnableConfigurationProperties(KeepAliveProperties.class)
public final class KeepAliveAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	KeepAlivePolicy keepAlivePolicy(KeepAliveProperties properties, Environment environment) {
		return new KeepAlivePlanner(ProxyCatalogue.load())
			.plan(new KeepAlivePropertiesMapper(properties, new ServiceGroups(environment)::hosts).inputs());
	}

	@Bean
	@ConditionalOnMissingBean
	PoolRegistry keepAlivePoolRegistry() {
		return new PoolRegistry();
	}

	@Bean
	@ConditionalOnMissingBean
	ServerRegistry keepAliveServerRegistry() {
		return new ServerRegistry();
	}

	@Bean
	@ConditionalOnMissingBean
	Maintenance keepAliveMaintenance() {
		return new Maintenance();
	}

	@Bean
	@ConditionalOnMissingBean
	IdleClock keepAliveIdleClock() {
		return IdleClock.SYSTEM;
	}

	@Bean
	@ConditionalOnMissingBean
	ClientInventory keepAliveClientInventory() {
		return new ClientInventory();
	}

	@Bean
	FindingSource keepAliveServerFindings(KeepAlivePolicy policy, ServerRegistry servers) {
		return new ServerFindings(policy, servers);
	}

	@Bean
	FindingSource keepAliveClientFindings(KeepAlivePolicy policy, PoolRegistry pools) {
		return new ClientFindings(policy, pools);
	}

	@Bean
	FindingSource keepAliveTrafficFindings(PoolRegistry pools, IdleClock clock) {
		return new TrafficFindings(pools, clock);
	}

	@Bean
	FindingSource keepAliveHintFindings(PoolRegistry pools) {
		return new HintFindings(pools);
	}

	@Bean
	FindingSource keepAliveWindowFindings(PoolRegistry pools) {
		return new WindowFindings(pools);
	}

	@Bean
	FindingSource keepAliveBypassFindings(PoolRegistry pools) {
		return pools.bypasses();
	}

	@Bean
	FindingSource keepAliveReadTimeoutFindings(PoolRegistry pools) {
		return pools.endlessWaits();
	}

	@Bean
	@ConditionalOnMissingBean
	Findings keepAliveFindings(KeepAlivePolicy policy, ObjectProvider<FindingSource> sources) {
		return new Findings(policy, () -> sources.orderedStream().toList());
	}

	@Bean
	KeepAliveStartup keepAliveStartup(KeepAliveProperties properties, KeepAlivePolicy policy, ServerRegistry servers,
			ClientInventory transports, Findings findings, PoolRegistry pools) {
		return new KeepAliveStartup(properties.verify(), policy, servers, transports, findings, pools);
	}

}
