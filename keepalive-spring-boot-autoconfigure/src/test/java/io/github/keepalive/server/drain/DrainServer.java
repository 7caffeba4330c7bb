package io.github.keepalive.server.drain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The servers that are drained.
 */
public enum DrainServer {

	/** Tomcat with servlets. */
	TOMCAT("tomcat", WebApplicationType.SERVLET),

	/** Tomcat with WebFlux. */
	TOMCAT_REACTIVE("tomcat", WebApplicationType.REACTIVE),

	/** Jetty with servlets. */
	JETTY("jetty", WebApplicationType.SERVLET),

	/** Jetty with WebFlux. */
	JETTY_REACTIVE("jetty", WebApplicationType.REACTIVE),

	/** Reactor Netty. */
	NETTY("netty", WebApplicationType.REACTIVE);

	private final String server;

	private final WebApplicationType type;

	DrainServer(String server, WebApplicationType type) {
		this.server = server;
		this.type = type;
	}

	/**
	 * Starts an application. One at a time: each start sets up the logging of the whole
	 * process.
	 * @param properties what it sets
	 * @return its context
	 */
	public ConfigurableApplicationContext start(String... properties) {
		synchronized (DrainServer.class) {
			String others = Stream.of("tomcat", "jetty", "netty")
				.filter((other) -> !other.equals(this.server))
				.flatMap(DrainServer::autoConfigurations)
				.collect(Collectors.joining(","));
			List<String> all = new ArrayList<>(List.of("server.port=0", "spring.reactor.netty.shutdown-quiet-period=0s",
					"spring.autoconfigure.exclude=" + others, "server.tomcat.threads.min-spare=1",
					"server.jetty.threads.max=30"));
			all.addAll(List.of(properties));
			return new SpringApplicationBuilder(DrainApplication.class).web(this.type)
				.bannerMode(Banner.Mode.OFF)
				.logStartupInfo(false)
				.registerShutdownHook(false)
				.properties(all.toArray(String[]::new))
				.run();
		}
	}

	/**
	 * Returns where an application listens.
	 * @param context the application
	 * @return its port
	 */
	public static int port(ConfigurableApplicationContext context) {
		return ((WebServerApplicationContext) context).getWebServer().getPort();
	}

	private static Stream<String> autoConfigurations(String server) {
		if (server.equals("netty")) {
			String root = "org.springframework.boot.reactor.netty.autoconfigure.";
			return Stream.of(root + "NettyReactiveWebServerAutoConfiguration",
					root + "actuate.web.server.NettyReactiveManagementContextAutoConfiguration");
		}
		String name = Character.toUpperCase(server.charAt(0)) + server.substring(1);
		String root = "org.springframework.boot." + server + ".autoconfigure.";
		return Stream.of("Servlet", "Reactive")
			.flatMap((type) -> Stream.of(
					root + type.toLowerCase(Locale.ROOT) + "." + name + type + "WebServerAutoConfiguration",
					root + "actuate.web.server." + name + type + "ManagementContextAutoConfiguration"));
	}

}
