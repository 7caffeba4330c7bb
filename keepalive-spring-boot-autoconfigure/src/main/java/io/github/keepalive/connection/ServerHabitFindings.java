package io.github.keepalive.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.Origin;
import io.github.keepalive.policy.Severity;

/**
 * Notes what servers do with their connections besides closing idle ones.
 */
final class ServerHabitFindings {

	/**
	 * Tomcat's own default, and Spring Boot's. There a new connection comes with one
	 * request in a hundred, which is not worth a word in every application.
	 */
	private static final int FEW_REQUESTS = 100;

	private ServerHabitFindings() {
	}

	static List<Finding> of(List<ServerView> servers, KeepAlivePolicy policy) {
		List<Finding> findings = new ArrayList<>();
		Derived window = policy.serverProxy().back();
		// Only a proxy that is known to pool loses anything by it.
		if (window != null && window.origin() != Origin.ASSUMED) {
			servers.stream()
				.filter(ServerHabitFindings::closesEarly)
				.map(ServerHabitFindings::fewRequests)
				.forEach(findings::add);
		}
		servers.stream()
			.filter((server) -> server.facts().probeOption() != null)
			.map(ServerHabitFindings::probes)
			.forEach(findings::add);
		if (servers.stream().anyMatch(ServerHabitFindings::stopsAtOnce)) {
			findings.add(immediateShutdown(names(servers, ServerHabitFindings::stopsAtOnce)));
		}
		return findings;
	}

	private static boolean closesEarly(ServerView server) {
		Integer requests = server.facts().maxRequests();
		// The management server reads the same property, and its callers are few.
		return !server.name().equals(ServerRegistry.MANAGEMENT) && requests != null && requests < FEW_REQUESTS;
	}

	private static boolean stopsAtOnce(ServerView server) {
		return server.facts().immediateShutdown();
	}

	private static String names(List<ServerView> servers, Predicate<ServerView> which) {
		return servers.stream().filter(which).map(ServerView::name).collect(Collectors.joining(", "));
	}

	private static Finding fewRequests(ServerView server) {
		String key = "server." + server.type() + ".max-keep-alive-requests";
		int requests = Objects.requireNonNull(server.facts().maxRequests());
		return new Finding("KA024", Severity.INFO,
				"The " + server.name() + " server (" + server.type() + ") closes connections after "
						+ ((requests > 1) ? requests + " requests" : "each request")
						+ ". It says so in the last response, so nothing fails,"
						+ " but the proxy in front of it has to open that many more connections.",
				"Set '" + key + "' to at least " + FEW_REQUESTS + ", or to -1 for no limit.", List.of(key));
	}

	private static Finding probes(ServerView server) {
		return new Finding("KA027", Severity.INFO,
				"The " + server.name() + " server (" + server.type() + ") sends TCP keep-alive probes ("
						+ server.facts().probeOption()
						+ "). They find peers that are gone and refresh NAT; they neither shorten nor lengthen an idle"
						+ " timeout, and no proxy counts them as use.",
				"If an idle timeout was meant: 'keepalive.server.idle', or the proxy's window in 'keepalive.proxy.idle'.",
				List.of("keepalive.server.idle", "keepalive.proxy.idle"));
	}

	private static Finding immediateShutdown(String names) {
		return new Finding("KA026", Severity.INFO,
				"The server (" + names + ") stops without grace: at each deploy its connections are cut, those in use"
						+ " as well as idle ones that a proxy is about to use.",
				"Set 'server.shutdown' to 'graceful', which is the default, or remove it.", List.of("server.shutdown"));
	}

}
