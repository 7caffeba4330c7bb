package io.github.keepalive.autoconfigure;

import java.util.List;

import io.github.keepalive.client.inventory.ClientInventory;
import io.github.keepalive.client.jdk.JdkFaultTranslator;
import io.github.keepalive.client.jdk.JdkKeepAliveCustomizer;
import io.github.keepalive.client.jdk.JdkKeepAliveProperty;
import io.github.keepalive.client.jdk.UrlConnectionFindings;
import io.github.keepalive.connection.FindingSource;
import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.policy.KeepAlivePolicy;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.http.client.JdkClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.reactive.JdkClientHttpConnectorBuilder;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that applies to the JDK's HttpClient
 * what can be applied to it.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = KeepAliveAutoConfiguration.class)
@ConditionalOnClass(JdkClientHttpRequestFactoryBuilder.class)
@ConditionalOnKeepAliveClient
public final class JdkClientKeepAliveAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	JdkKeepAliveProperty jdkKeepAliveProperty(KeepAlivePolicy policy) {
		return JdkKeepAliveProperty.read(policy);
	}

	@Bean
	@ConditionalOnMissingBean
	JdkKeepAliveCustomizer jdkKeepAliveCustomizer(KeepAlivePolicy policy, PoolRegistry pools,
			JdkKeepAliveProperty property) {
		return new JdkKeepAliveCustomizer(policy, pools, property);
	}

	@Bean
	RequestFactoryTuner jdkRequestFactoryTuner(JdkKeepAliveCustomizer customizer) {
		return RequestFactoryTuner.of(JdkClientHttpRequestFactoryBuilder.class, customizer::customize);
	}

	@Bean
	ConnectorTuner jdkConnectorTuner(JdkKeepAliveCustomizer customizer) {
		return ConnectorTuner.of(JdkClientHttpConnectorBuilder.class, customizer::customize);
	}

	@Bean
	FindingSource jdkKeepAliveFindings(JdkKeepAliveProperty property, ClientInventory transports) {
		return () -> transports.uses(ClientInventory.JDK) ? property.findings() : List.of();
	}

	@Bean
	FindingSource urlConnectionFindings(ClientInventory transports) {
		UrlConnectionFindings findings = new UrlConnectionFindings();
		return () -> transports.uses(ClientInventory.SIMPLE) ? findings.findings() : List.of();
	}

	@Bean
	@ConditionalOnMissingBean
	JdkFaultTranslator jdkFaultTranslator() {
		return new JdkFaultTranslator();
	}

}
