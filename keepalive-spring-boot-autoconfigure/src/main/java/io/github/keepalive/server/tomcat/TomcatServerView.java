package io.github.keepalive.server.tomcat;

import java.time.Duration;

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

	private final String name;

	private final TomcatTimeouts timeouts;

	private final AbstractHttp11Protocol<?> protocol;

	TomcatServerView(String name, TomcatTimeouts timeouts, AbstractHttp11Protocol<?> protocol) {
		this.name = name;
		this.timeouts = timeouts;
		this.protocol = protocol;
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

}
