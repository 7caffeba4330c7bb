package io.github.keepalive.autoconfigure;

import java.util.List;

import io.github.keepalive.connection.FindingSource;
import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.connection.ServerView;
import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.Severity;

import org.springframework.core.env.Environment;

/**
 * Says that a management server on a port of its own escaped: it lives in a context of
 * its own, and an application may build that server as it likes.
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
		if (window == null || needed == null || !runs(ServerRegistry.MAIN) || runs(ServerRegistry.MANAGEMENT)) {
			return List.of();
		}
		return List.of(notGoverned(window, needed));
	}

	private boolean runs(String name) {
		return this.servers.servers().stream().map(ServerView::name).anyMatch(name::equals);
	}

	private Finding notGoverned(Derived window, Derived needed) {
		return new Finding("KA025", Severity.WARN,
				"The management server on its own port (" + PORT + " " + this.environment.getProperty(PORT)
						+ ") is not governed: it is none that Spring Boot's own factories for Tomcat, Jetty or Reactor"
						+ " Netty built, and closes idle connections when it likes, which need not be later than the"
						+ " proxy's " + window + ".",
				"If that proxy calls it as well, give it an idle timeout of " + needed
						+ " or more where it is built. Where only probes of the platform call it, it does no harm.",
				List.of(PORT));
	}

}
