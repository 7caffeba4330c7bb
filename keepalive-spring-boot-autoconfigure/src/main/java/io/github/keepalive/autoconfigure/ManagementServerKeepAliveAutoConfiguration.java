package io.github.keepalive.autoconfigure;

import io.github.keepalive.connection.FindingSource;
import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.policy.KeepAlivePolicy;

import org.springframework.boot.actuate.autoconfigure.web.server.ConditionalOnManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for a management server on a port of
 * its own.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = KeepAliveAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnManagementPort.class)
@ConditionalOnManagementPort(ManagementPortType.DIFFERENT)
@ConditionalOnKeepAliveServer
public final class ManagementServerKeepAliveAutoConfiguration {

	@Bean
	FindingSource keepAliveManagementServerFindings(KeepAlivePolicy policy, ServerRegistry servers,
			Environment environment) {
		return new ManagementServerFindings(policy, servers, environment);
	}

}
