package io.github.keepalive.autoconfigure;

import java.time.InstantSource;

import io.github.keepalive.actuate.ReadinessPollCounter;
import io.github.keepalive.connection.FindingSource;
import io.github.keepalive.connection.ReadinessPolls;
import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.server.drain.DrainFindings;
import io.github.keepalive.server.drain.DrainLimits;
import io.github.keepalive.server.drain.DrainListener;
import io.github.keepalive.server.drain.NoDrainFindings;
import io.github.keepalive.server.jetty.JettyDrainCustomizer;
import io.github.keepalive.server.netty.NettyDrainCustomizer;
import io.github.keepalive.server.tomcat.TomcatDrainCustomizer;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.server.Server;
import reactor.netty.http.server.HttpServer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that drains embedded servers before
 * they stop.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = KeepAliveAutoConfiguration.class,
		afterName = { "org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration",
				"org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration" })
@ConditionalOnWebApplication
@ConditionalOnKeepAliveServer
public final class ServerDrainKeepAliveAutoConfiguration {

	/**
	 * The drain.
	 */
	@Configuration(proxyBeanMethods = false)
	@Conditional(DrainEnabled.class)
	static class DrainConfiguration {

		@Bean
		@ConditionalOnMissingBean
		ReadinessPolls keepAliveReadinessPolls() {
			return new ReadinessPolls();
		}

		@Bean
		DrainLimits keepAliveDrainLimits(KeepAliveProperties properties,
				ObjectProvider<LifecycleProperties> lifecycle) {
			return new DrainLimits(properties.server().drain().period(),
					lifecycle.getIfAvailable(LifecycleProperties::new).getTimeoutPerShutdownPhase());
		}

		@Bean
		DrainListener keepAliveDrainListener(ServerRegistry servers, DrainLimits limits, ReadinessPolls polls,
				ObjectProvider<ApplicationAvailability> availability) {
			return new DrainListener(servers, limits, polls, availability);
		}

		@Bean
		FindingSource keepAliveDrainFindings(ServerRegistry servers, DrainLimits limits, Environment environment,
				ObjectProvider<Polled> polled) {
			return new DrainFindings(servers, limits, DrainEnabled.platform(environment),
					() -> polled.stream().anyMatch(Polled::polled));
		}

	}

	/**
	 * Whether somebody asks for the readiness of the application.
	 */
	@FunctionalInterface
	interface Polled {

		boolean polled();

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HealthEndpointGroupsPostProcessor.class, ConditionalOnAvailableEndpoint.class })
	@ConditionalOnAvailableEndpoint(endpoint = HealthEndpoint.class, exposure = EndpointExposure.WEB)
	@Conditional(DrainEnabled.class)
	static class ReadinessConfiguration {

		@Bean
		static ReadinessPollCounter keepAliveReadinessPollCounter(ReadinessPolls polls) {
			return new ReadinessPollCounter(polls);
		}

		@Bean
		Polled keepAliveReadinessPolled(ReadinessPollCounter counter, ReadinessPolls polls) {
			ReadinessWatch watch = new ReadinessWatch(polls, InstantSource.system());
			return () -> counter.exposed() && watch.polled();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Tomcat.class, ConfigurableTomcatWebServerFactory.class })
	@Conditional(DrainEnabled.class)
	static class TomcatConfiguration {

		@Bean
		TomcatDrainCustomizer tomcatDrainCustomizer(ServerRegistry servers) {
			return new TomcatDrainCustomizer(servers.drains(), ServerRegistry.MAIN);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Server.class, ConfigurableJettyWebServerFactory.class })
	@Conditional(DrainEnabled.class)
	static class JettyConfiguration {

		@Bean
		JettyDrainCustomizer jettyDrainCustomizer(ServerRegistry servers) {
			return new JettyDrainCustomizer(servers.drains(), ServerRegistry.MAIN);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HttpServer.class, NettyReactiveWebServerFactory.class })
	@Conditional(DrainEnabled.class)
	static class NettyConfiguration {

		@Bean
		NettyDrainCustomizer nettyDrainCustomizer(ServerRegistry servers) {
			return new NettyDrainCustomizer(servers.drains(), ServerRegistry.MAIN);
		}

	}

	/**
	 * Nobody decided, and nothing suggests it.
	 */
	@Configuration(proxyBeanMethods = false)
	@Conditional(DrainUndecided.class)
	static class NoDrainConfiguration {

		@Bean
		FindingSource keepAliveNoDrainFindings(KeepAlivePolicy policy, ServerRegistry servers) {
			return new NoDrainFindings(policy, servers);
		}

	}

}
