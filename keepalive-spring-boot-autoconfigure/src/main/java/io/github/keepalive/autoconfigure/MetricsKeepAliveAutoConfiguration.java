package io.github.keepalive.autoconfigure;

import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.metrics.ServerMeters;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for meters.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = KeepAliveAutoConfiguration.class)
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnKeepAliveServer
public final class MetricsKeepAliveAutoConfiguration {

	@Bean
	@ConditionalOnBean(ServerRegistry.class)
	@ConditionalOnMissingBean
	ServerMeters keepAliveServerMeters(ServerRegistry servers) {
		return new ServerMeters(servers);
	}

}
