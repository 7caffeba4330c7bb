package io.github.keepalive.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.Durations;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.Severity;
import org.jspecify.annotations.Nullable;

/**
 * Judges who ends idle connections. Behind a proxy in the right order nothing lives to
 * see the server's idle timeout: the proxy closes before. What the server closes has been
 * kept by somebody for longer, which is a failure waiting to happen where that is the
 * proxy, and the ordinary end where it is a browser or a program that calls directly. A
 * header of the request tells the two apart.
 */
final class CloseFindings {

	/**
	 * Fewer may be what a proxy left behind when it crashed, or the network when it lost
	 * a FIN.
	 */
	private static final int FEW = 5;

	/**
	 * One in so many idle connections of a proxy is worth a word.
	 */
	private static final int SHARE = 20;

	private CloseFindings() {
	}

	static List<Finding> of(ServerView server, KeepAlivePolicy policy) {
		IdleCloses closes = server.idleCloses();
		Derived window = policy.serverProxy().back();
		if (closes == null || window == null) {
			return List.of();
		}
		IdleCloses.Summary ours = closes.by(IdleCloses.Side.SERVER);
		IdleCloses.Summary theirs = closes.by(IdleCloses.Side.PEER);
		if (ours.forwarded() >= FEW && ours.forwarded() * SHARE >= ours.forwarded() + theirs.forwarded()) {
			return List.of(proxyWasLate(server, ours, theirs, window));
		}
		boolean unmarked = policy.serverProxy().stated() && ours.forwarded() + theirs.forwarded() == 0;
		if (unmarked && ours.count() >= 2 * FEW && ours.count() > theirs.count()) {
			return List.of(somebodyWasLate(server, ours, theirs, window));
		}
		return List.of();
	}

	private static Finding proxyWasLate(ServerView server, IdleCloses.Summary ours, IdleCloses.Summary theirs,
			Derived window) {
		return new Finding("KA028", Severity.WARN, name(server) + " was the first to close " + ours.forwarded()
				+ " idle connections that a proxy had opened, " + ages(ours) + "; peers were the first "
				+ theirs.count() + " times" + after(theirs) + ". A proxy whose window is " + window
				+ " closes them before; each of these may be a request that met a closing connection, and 502 for its caller.",
				remedy(server, window), keys(server));
	}

	private static Finding somebodyWasLate(ServerView server, IdleCloses.Summary ours, IdleCloses.Summary theirs,
			Derived window) {
		return new Finding("KA028", Severity.INFO,
				name(server) + " was the first to close " + ours.count() + " idle connections, " + ages(ours)
						+ "; peers were the first " + theirs.count() + " times" + after(theirs)
						+ ". No request said that it came through a proxy: for browsers and programs that call directly"
						+ " this is the ordinary end, but a proxy whose window is " + window + " closes before.",
				"Nothing, if these are direct callers. Else, or if callers see 502: "
						+ decapitalized(remedy(server, window)),
				keys(server));
	}

	private static String remedy(ServerView server, Derived window) {
		Duration idle = server.effectiveIdleTimeout();
		if (idle != null && idle.compareTo(window.value()) <= 0) {
			return "Raise the server's idle timeout above " + window + ", or remove what sets it.";
		}
		return "Look up how long the proxy keeps idle connections to us, and set 'keepalive.proxy.back-idle' to that,"
				+ " or 'keepalive.server.idle' above it.";
	}

	private static String decapitalized(String text) {
		return Character.toLowerCase(text.charAt(0)) + text.substring(1);
	}

	private static List<String> keys(ServerView server) {
		List<String> keys = new ArrayList<>(ServerKeys.idle(server));
		keys.add("keepalive.proxy.back-idle");
		return keys;
	}

	private static String name(ServerView server) {
		return "The " + server.name() + " server (" + server.type() + ")";
	}

	private static String ages(IdleCloses.Summary closes) {
		return range(closes.shortest(), closes.longest()) + " after the last response";
	}

	private static String after(IdleCloses.Summary closes) {
		return (closes.count() > 0) ? " (" + range(closes.shortest(), closes.longest()) + ")" : "";
	}

	private static String range(@Nullable Duration shortest, @Nullable Duration longest) {
		if (shortest == null || longest == null || shortest.equals(longest)) {
			return (longest != null) ? Durations.format(longest) : "";
		}
		return Durations.format(shortest) + " to " + Durations.format(longest);
	}

}
