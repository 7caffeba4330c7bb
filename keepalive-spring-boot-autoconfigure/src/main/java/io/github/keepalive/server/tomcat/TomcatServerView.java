package io.github.keepalive.server.tomcat;

import java.time.Duration;

import io.github.keepalive.connection.IdleCloses;
import io.github.keepalive.connection.ServerFacts;
import io.github.keepalive.connection.ServerView;
import io.github.keepalive.policy.Derived;
import org.apache.coyote.UpgradeProtocol;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http2.Http2Protocol;
import org.jspecify.annotations.Nullable;

/**
 * What reports know of one Tomcat connector: the plan, and what its protocol handler says
 * now. Thread-safe.
 */
final class TomcatServerView implements ServerView {

	private static final String PROBES = "socket.soKeepAlive";

	private final String name;

	private final TomcatTimeouts timeouts;

	private final AbstractHttp11Protocol<?> protocol;

	private final ServerFacts facts;

	TomcatServerView(String name, TomcatTimeouts timeouts, AbstractHttp11Protocol<?> protocol,
			boolean immediateShutdown) {
		this.name = name;
		this.timeouts = timeouts;
		this.protocol = protocol;
		this.facts = facts(protocol, immediateShutdown);
	}

	private static ServerFacts facts(AbstractHttp11Protocol<?> protocol, boolean immediateShutdown) {
		int requests = protocol.getMaxKeepAliveRequests();
		// The only way to ask Tomcat 11 for it; null unless somebody set it.
		boolean probes = Boolean.parseBoolean(protocol.getProperty(PROBES));
		return new ServerFacts(false, protocol.getConnectionTimeout() <= 0, (requests >= 0) ? requests : null,
				probes ? PROBES : null, immediateShutdown);
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public String type() {
		return "tomcat";
	}

	@Override
	public @Nullable Derived idleTimeout() {
		return ServerView.inForce(this.timeouts.idle(), effectiveIdleTimeout());
	}

	@Override
	public @Nullable Derived headerTimeout() {
		return ServerView.inForce(this.timeouts.header(), effectiveHeaderTimeout());
	}

	@Override
	public @Nullable Duration effectiveIdleTimeout() {
		Duration idle = TomcatTimeouts.positive(this.protocol.getKeepAliveTimeout());
		for (UpgradeProtocol upgrade : this.protocol.findUpgradeProtocols()) {
			Duration upgraded = (upgrade instanceof Http2Protocol http2)
					? TomcatTimeouts.positive(http2.getKeepAliveTimeout()) : null;
			if (upgraded != null && (idle == null || upgraded.compareTo(idle) < 0)) {
				idle = upgraded;
			}
		}
		return idle;
	}

	@Override
	public @Nullable Duration effectiveHeaderTimeout() {
		return TomcatTimeouts.positive(this.protocol.getConnectionTimeout());
	}

	@Override
	public @Nullable IdleCloses idleCloses() {
		// Other protocol handlers, and those of additional connectors, tell nobody.
		return (this.protocol instanceof WatchedNioProtocol watched) ? watched.idleCloses() : null;
	}

	@Override
	public ServerFacts facts() {
		return this.facts;
	}

}
