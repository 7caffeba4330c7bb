package io.github.keepalive.boundary;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import reactor.core.publisher.Mono;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.server.reactive.HttpHandler;

/**
 * The servers of an application that does nothing but to tell what it executes.
 */
enum BackServerKind {

	/** Tomcat. */
	TOMCAT(TomcatApplication.class, WebApplicationType.SERVLET, "server.tomcat.keep-alive-timeout"),

	/** Jetty. */
	JETTY(JettyApplication.class, WebApplicationType.SERVLET, "server.jetty.connection-idle-timeout"),

	/** Reactor Netty. */
	NETTY(NettyApplication.class, WebApplicationType.REACTIVE, "server.netty.idle-timeout");

	private final Class<?> application;

	private final WebApplicationType type;

	private final String idleProperty;

	BackServerKind(Class<?> application, WebApplicationType type, String idleProperty) {
		this.application = application;
		this.type = type;
		this.idleProperty = idleProperty;
	}

	String idleProperty() {
		return this.idleProperty;
	}

	ConfigurableApplicationContext start(Executions executions, String... properties) {
		return new SpringApplicationBuilder(this.application).web(this.type)
			.bannerMode(Banner.Mode.OFF)
			.logStartupInfo(false)
			.registerShutdownHook(false)
			.initializers((context) -> context.getBeanFactory().registerSingleton("executions", executions))
			.properties("server.port=0", "server.tomcat.threads.min-spare=1", "server.jetty.threads.max=30",
					"spring.reactor.netty.shutdown-quiet-period=0s")
			.properties(properties)
			.run();
	}

	/**
	 * Is told the path of each request.
	 */
	interface Executions extends Consumer<String> {

	}

	/**
	 * Tomcat.
	 */
	@Import(Handlers.class)
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TomcatApplication {

		@Bean
		TomcatServletWebServerFactory server() {
			return new TomcatServletWebServerFactory();
		}

	}

	/**
	 * Jetty.
	 */
	@Import(Handlers.class)
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class JettyApplication {

		@Bean
		JettyServletWebServerFactory server() {
			return new JettyServletWebServerFactory();
		}

	}

	/**
	 * Reactor Netty.
	 */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class NettyApplication {

		// The global event loops go with the first context that closes, and a server
		// whose loops have gone waits for its stop until the timeout.
		@Bean
		static ReactorResourceFactory reactorResourceFactory() {
			ReactorResourceFactory resources = new ReactorResourceFactory();
			resources.setUseGlobalResources(false);
			resources.setShutdownQuietPeriod(Duration.ZERO);
			return resources;
		}

		@Bean
		NettyReactiveWebServerFactory server(ReactorResourceFactory resources) {
			NettyReactiveWebServerFactory factory = new NettyReactiveWebServerFactory();
			factory.setResourceFactory(resources);
			return factory;
		}

		@Bean
		HttpHandler handler(Executions executions) {
			return (request, response) -> request.getBody().doOnNext(DataBufferUtils::release).then(Mono.defer(() -> {
				executions.accept(request.getPath().value());
				response.getHeaders().setContentLength(0);
				response.getHeaders()
					.set(RealProxy.CONNECTION_HEADER, String.valueOf(request.getRemoteAddress().getPort()));
				return response.setComplete();
			}));
		}

	}

	/**
	 * What servlet containers serve.
	 */
	static class Handlers {

		@Bean
		ServletRegistrationBean<HttpServlet> servlet(Executions executions) {
			return new ServletRegistrationBean<>(new HttpServlet() {

				@Override
				protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
					request.getInputStream().readAllBytes();
					executions.accept(request.getRequestURI());
					response.setContentLength(0);
					response.setHeader(RealProxy.CONNECTION_HEADER, String.valueOf(request.getRemotePort()));
				}

			}, "/*");
		}

	}

}
