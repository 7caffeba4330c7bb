package io.github.keepalive.actuate;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.keepalive.connection.ClientCensus;
import io.github.keepalive.connection.CloseReason;
import io.github.keepalive.connection.Findings;
import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.connection.PoolView.PoolSnapshot;
import io.github.keepalive.connection.RouteCounters;
import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.connection.ServerView;
import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.Origin;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * {@link Endpoint @Endpoint} that reports the idle timeouts of the whole path: value,
 * origin, reason and what is in force, pools and findings.
 *
 * @since 0.1.0
 */
@Endpoint(id = "keepalive")
public class KeepAliveEndpoint {

	static final int MOST_POOLS = 100;

	static final int MOST_CLIENTS = 100;

	static final int MOST_CLOSES = 20;

	static final String OTHERS = "*";

	private final KeepAlivePolicy policy;

	private final KeepAliveDescriptor.Retry retry;

	private final PoolRegistry pools;

	private final ServerRegistry servers;

	private final Findings findings;

	private final ClientCensus clients;

	/**
	 * Creates the endpoint.
	 * @param policy the plan
	 * @param retry what is repeated
	 * @param pools the pools of governed clients
	 * @param servers the embedded servers
	 * @param findings what is not as it should be
	 * @param clients the clients among the beans
	 */
	public KeepAliveEndpoint(KeepAlivePolicy policy, KeepAliveDescriptor.Retry retry, PoolRegistry pools,
			ServerRegistry servers, Findings findings, ClientCensus clients) {
		this.policy = policy;
		this.retry = retry;
		this.pools = pools;
		this.servers = servers;
		this.findings = findings;
		this.clients = clients;
	}

	/**
	 * Reports.
	 * @return the report
	 */
	@ReadOperation
	public KeepAliveDescriptor report() {
		List<Finding> found = this.findings.collect();
		List<KeepAliveDescriptor.Server> described = servers();
		List<PoolRow> pools = PoolRow.of(this.pools, this.policy);
		UpstreamReport upstreams = new UpstreamReport(this.policy, pools, this.pools.windows());
		boolean sameProxy = this.policy.proxy().equals(this.policy.serverProxy());
		return new KeepAliveDescriptor(this.findings.verdict(found), KeepAliveDescriptor.Proxy.of(this.policy.proxy()),
				sameProxy ? null : KeepAliveDescriptor.Proxy.of(this.policy.serverProxy()),
				client(upstreams.inForce(null)), main(described), described, upstreams.describe(),
				pools.stream().limit(MOST_POOLS).map(KeepAliveEndpoint::pool).toList(),
				Math.max(0, pools.size() - MOST_POOLS), clients(), found);
	}

	private List<KeepAliveDescriptor.Server> servers() {
		return this.servers.servers().stream().map(this::server).toList();
	}

	private List<KeepAliveDescriptor.ClientBean> clients() {
		return this.clients.clients().stream().limit(MOST_CLIENTS).map(KeepAliveDescriptor.ClientBean::of).toList();
	}

	private KeepAliveDescriptor.Client client(@Nullable Derived inForce) {
		return new KeepAliveDescriptor.Client(
				KeepAliveDescriptor.Value.of(this.policy.client().idleTimeout(), UpstreamReport.effective(inForce)),
				KeepAliveDescriptor.Value.of(this.policy.client().maxLifetime()), this.retry);
	}

	private static KeepAliveDescriptor.@Nullable Server main(List<KeepAliveDescriptor.Server> servers) {
		return servers.stream().filter((server) -> server.name().equals(ServerRegistry.MAIN)).findFirst().orElse(null);
	}

	private KeepAliveDescriptor.Server server(ServerView server) {
		return new KeepAliveDescriptor.Server(server.name(), server.type(),
				value(server.idleTimeout(), server.effectiveIdleTimeout()),
				value(server.headerTimeout(), server.effectiveHeaderTimeout()),
				KeepAliveDescriptor.IdleEnds.of(server.idleCloses()),
				ServerDrain.of(this.servers.drains(), server.name()));
	}

	private static KeepAliveDescriptor.@Nullable Value value(@Nullable Derived planned, @Nullable Duration effective) {
		String read = (effective != null) ? effective.toString() : null;
		if (planned != null) {
			return KeepAliveDescriptor.Value.of(planned, read);
		}
		// Nothing was planned and yet there is a limit: somebody else set it.
		return (read != null) ? new KeepAliveDescriptor.Value(read, Origin.CONFIGURED, "set on the server itself", read)
				: null;
	}

	private static KeepAliveDescriptor.Pool pool(PoolRow row) {
		PoolSnapshot snapshot = row.pool();
		RouteCounters counters = snapshot.counters();
		String upstream = (snapshot.route() != null) ? snapshot.route().toString() : null;
		Derived idle = row.idleTimeout();
		String idleTimeout = (idle != null) ? idle.value().toString() : null;
		Origin origin = (idle != null) ? idle.origin() : null;
		if (counters == null) {
			return new KeepAliveDescriptor.Pool(snapshot.client(), snapshot.transport(), upstream, snapshot.active(),
					snapshot.idle(), snapshot.pending(), snapshot.max(), null, null, null, null, null, null, null,
					idleTimeout, origin, null);
		}
		Duration survived = row.reading().survived();
		return new KeepAliveDescriptor.Pool(snapshot.client(), snapshot.transport(), upstream, snapshot.active(),
				snapshot.idle(), snapshot.pending(), snapshot.max(), counters.getOpened(), counters.getReused(),
				closed(counters), counters.getStale(), counters.getRepeated(), counters.getBlackHoles(),
				counters.getResent(), idleTimeout, origin,
				(survived != null) ? survived.truncatedTo(ChronoUnit.MILLIS).toString() : null);
	}

	private static Map<String, Long> closed(RouteCounters counters) {
		Map<String, Long> closed = new LinkedHashMap<>();
		for (CloseReason reason : CloseReason.values()) {
			long count = counters.getClosed(reason);
			if (count > 0) {
				closed.put(reason.name().toLowerCase(Locale.ROOT), count);
			}
		}
		return closed;
	}

}
