package io.github.keepalive.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.github.keepalive.connection.FindingSource;
import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.connection.ServerView;
import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.Severity;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Says that a management server on a port of its own has the idle timeout of its library:
 * it lives in a context of its own, which customizers of this one do not reach.
 */
final class ManagementServerFindings implements FindingSource {

	private static final String PORT = "management.server.port";

	private final KeepAlivePolicy policy;

	private final ServerRegistry servers;

	private final Environment environment;

	ManagementServerFindings(KeepAlivePolicy policy, ServerRegistry servers, Environment environment) {
		this.policy = policy;
		this.servers = servers;
		this.environment = environment;
	}

	@Override
	public List<Finding> findings() {
		Derived window = this.policy.serverProxy().back();
		Derived needed = this.policy.server().idleTimeout();
		ServerView main = main();
		if (window == null || needed == null || main == null) {
			return List.of();
		}
		String key = switch (main.type()) {
			case "tomcat" -> "server.tomcat.keep-alive-timeout";
			case "jetty" -> "server.jetty.connection-idle-timeout";
			default -> "server.netty.idle-timeout";
		};
		return outlasts(key, window.value()) ? List.of() : List.of(notGoverned(main, key, window, needed));
	}

	private @Nullable ServerView main() {
		return this.servers.servers()
			.stream()
			.filter((server) -> server.name().equals(ServerRegistry.MAIN))
			.findFirst()
			.orElse(null);
	}

	private boolean outlasts(String key, Duration window) {
		// Both servers read the same 'server.*' properties.
		Duration set = Binder.get(this.environment).bind(key, Duration.class).orElse(null);
		if (set == null) {
			// Reactor Netty keeps idle connections for ever unless it is told otherwise.
			return key.startsWith("server.netty");
		}
		return set.isZero() || set.isNegative() || set.compareTo(window) > 0;
	}

	private Finding notGoverned(ServerView main, String key, Derived window, Derived needed) {

		return new Finding("KA025", Severity.WARN,
				"The management server on its own port (" + PORT + " " + this.environment.getProperty(PORT) + ", "
						+ main.type() + ") is not governed: it closes idle connections when the library does by itself,"
						+ " or '" + key + "' says, which need not be later than the proxy's " + window + ".",
				"If that proxy calls it as well, set '" + key + "', which both servers read, to " + needed
						+ " or more. Where only probes of the platform call it, it does no harm.",
				List.of(PORT, key));
	}

}
