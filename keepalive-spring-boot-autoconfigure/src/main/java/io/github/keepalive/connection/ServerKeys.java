package io.github.keepalive.connection;

import java.util.ArrayList;
import java.util.List;

/**
 * The properties by which applications set timeouts of their servers, for messages.
 */
final class ServerKeys {

	private ServerKeys() {
	}

	/**
	 * Returns the properties that decide on the idle time of a server, ours last.
	 * @param server the server
	 * @return the keys; {@code server.*} only for the main and the management server,
	 * which read them both, but not for additional connectors
	 */
	static List<String> idle(ServerView server) {
		List<String> keys = new ArrayList<>();
		if (readsProperties(server)) {
			switch (server.type()) {
				case "tomcat" ->
					keys.addAll(List.of("server.tomcat.keep-alive-timeout", "server.tomcat.connection-timeout"));
				case "jetty" -> keys.add("server.jetty.connection-idle-timeout");
				case "netty" -> keys.add("server.netty.idle-timeout");
				default -> {
				}
			}
		}
		keys.add("keepalive.server.idle");
		return keys;
	}

	/**
	 * Returns the properties that decide how long a request head may take.
	 * @param server the server
	 * @return the keys
	 */
	static List<String> header(ServerView server) {
		if (server.facts().headerFollowsIdle()) {
			return idle(server);
		}
		boolean tomcat = readsProperties(server) && server.type().equals("tomcat");
		return tomcat ? List.of("server.tomcat.connection-timeout", "keepalive.server.header-timeout")
				: List.of("keepalive.server.header-timeout");
	}

	private static boolean readsProperties(ServerView server) {
		return server.name().equals(ServerRegistry.MAIN) || server.name().equals(ServerRegistry.MANAGEMENT);
	}

}
