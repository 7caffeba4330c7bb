package io.github.keepalive.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.keepalive.policy.LearnMode;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Properties of the starter. A missing value means "derive it".
 *
 * @param enabled whether anything of the starter is active
 * @param verify what a violated order does that comes to light only when the application
 * has started
 * @param proxy proxy or load balancer on the path
 * @param client settings of HTTP clients
 * @param server settings of embedded servers
 * @param upstreams hosts that differ from all others, by a name of your choice or that of
 * an HTTP service group
 * @since 0.1.0
 */
@ConfigurationProperties("keepalive")
public record KeepAliveProperties(@DefaultValue("true") boolean enabled, @DefaultValue("warn") Verify verify,
		@DefaultValue Proxy proxy, @DefaultValue Client client, @DefaultValue Server server,
		@DefaultValue Map<String, Upstream> upstreams) {

	private static final Duration SHORTEST_DRAIN = Duration.ofMillis(500);

	private static final Duration LONGEST_DRAIN = Duration.ofHours(1);

	/**
	 * The proxy or load balancer on one hop.
	 *
	 * @param type name of the proxy in the catalogue, or 'none' for direct connections
	 * @param also comma-separated list of further elements on the hop that cap the idle
	 * time, such as a NAT gateway
	 * @param idle idle timeout of the proxy, on both of its sides
	 * @param frontIdle idle timeout of the proxy towards those who call it
	 * @param backIdle idle timeout of the proxy towards those whom it calls
	 */
	public record Proxy(@Nullable String type, @DefaultValue List<String> also, @Nullable Duration idle,
			@Nullable Duration frontIdle, @Nullable Duration backIdle) {

	}

	/**
	 * Settings of HTTP clients.
	 *
	 * @param enabled whether clients are governed
	 * @param idle idle time after which a pooled connection is not used again, kept below
	 * the idle timeout of the proxy
	 * @param margin safety margin kept below the idle timeout of the proxy
	 * @param maxLifetime longest time a pooled connection is used, busy or idle
	 * @param maxConnections most connections of one client
	 * @param maxConnectionsPerRoute most connections of one client to one host and port
	 * @param acquireTimeout longest wait for a connection from a full pool
	 * @param hint whether Keep-Alive response headers may shorten the idle time
	 * @param learn what is done with an idle timeout that was learned from the closes of
	 * a peer
	 * @param retry repeat of requests that met a dead connection
	 */
	public record Client(@DefaultValue("true") boolean enabled, @Nullable Duration idle, @Nullable Duration margin,
			@Nullable Duration maxLifetime, @Nullable Integer maxConnections, @Nullable Integer maxConnectionsPerRoute,
			@Nullable Duration acquireTimeout, @DefaultValue("true") boolean hint,
			@DefaultValue("report") LearnMode learn, @DefaultValue Retry retry) {

	}

	/**
	 * Repeat of requests that met a dead connection: at most once, on a fresh connection.
	 *
	 * @param enabled whether requests that met a dead connection are repeated where that
	 * is safe
	 * @param methods comma-separated list of HTTP methods that may be repeated without an
	 * idempotency key
	 * @param idempotencyKeyHeaders comma-separated list of request headers that mark a
	 * POST or PATCH as repeatable
	 * @param budget limit on the share of repeats in the traffic to one upstream
	 */
	// @formatter:off
	public record Retry(@DefaultValue("true") boolean enabled,
			@DefaultValue({ "GET", "HEAD", "OPTIONS", "PUT", "DELETE", "QUERY" }) List<String> methods,
			@DefaultValue({ "Idempotency-Key", "X-Idempotency-Key" }) List<String> idempotencyKeyHeaders,
			@DefaultValue Budget budget) {

	}
	// @formatter:on

	/**
	 * Limit on the share of repeats in the traffic to one upstream.
	 *
	 * @param perRequest repeats earned by each request, between 0 and 1
	 * @param perSecond repeats earned each second
	 * @param burst repeats that may be saved up
	 */
	public record Budget(@DefaultValue("0.2") double perRequest, @DefaultValue("10") int perSecond,
			@DefaultValue("100") int burst) {

	}

	/**
	 * Settings of embedded servers.
	 *
	 * @param enabled whether embedded servers are governed
	 * @param idle idle time after which a kept connection is closed, kept above the idle
	 * timeout of the proxy
	 * @param margin safety margin kept above the idle timeout of the proxy
	 * @param headerTimeout longest time an accepted connection may take to send a request
	 * head
	 * @param proxy proxy in front of this application, if it is not the one in front of
	 * what it calls
	 * @param drain what happens to connections before the server stops
	 */
	public record Server(@DefaultValue("true") boolean enabled, @Nullable Duration idle, @Nullable Duration margin,
			@Nullable Duration headerTimeout, @Nullable Proxy proxy, @DefaultValue Drain drain) {

	}

	/**
	 * What happens to connections before the server stops.
	 *
	 * @param enabled whether the server answers on for a while with each response ending
	 * its connection
	 * @param period longest time the server does so
	 */
	public record Drain(@Nullable Boolean enabled, @DefaultValue("10s") Duration period) {

		public Drain {
			if (period.compareTo(SHORTEST_DRAIN) < 0 || period.compareTo(LONGEST_DRAIN) > 0) {
				throw new InvalidConfigurationPropertyValueException("keepalive.server.drain.period", period,
						"It must be between 500ms and 1h; no platform lets a process run on for longer. To switch the"
								+ " drain off set 'keepalive.server.drain.enabled' to false");
			}
		}

	}

	/**
	 * Hosts that differ from all others.
	 *
	 * @param hosts comma-separated list of hosts with optional port, such as
	 * 'api.example.org:8443' or '*.example.org'; for the name of an HTTP service group
	 * the host of its base URL if missing
	 * @param proxy proxy in front of those hosts, or the kind of server they are
	 * @param client settings for connections to those hosts
	 * @param probe what is asked for when the idle window of those hosts is measured
	 */
	public record Upstream(@DefaultValue List<String> hosts, @Nullable Proxy proxy, @DefaultValue UpstreamClient client,
			@Nullable Probe probe) {

	}

	/**
	 * Measuring how long one upstream keeps idle connections, on request.
	 *
	 * @param uri absolute http or https URI of something cheap that needs no login, on
	 * one of the hosts of the upstream
	 * @param method HTTP method of the request: GET, HEAD or OPTIONS
	 * @param limit how long a probe waits for the end of its idle connection
	 * @param sslBundle SSL bundle with the certificates to trust, if not those of the JVM
	 */
	public record Probe(@Nullable String uri, @DefaultValue("GET") String method, @DefaultValue("120s") Duration limit,
			@Nullable String sslBundle) {

	}

	/**
	 * Settings for connections to the hosts of one upstream; what is missing is inherited
	 * from 'keepalive.client'.
	 *
	 * @param idle idle time after which a pooled connection is not used again, kept below
	 * the idle timeout of the proxy
	 * @param margin safety margin kept below the idle timeout of the proxy
	 * @param maxLifetime longest time a pooled connection is used, busy or idle
	 * @param maxConnectionsPerRoute most connections of one client to one host and port
	 * @param hint whether Keep-Alive response headers may shorten the idle time
	 * @param learn what is done with an idle timeout that was learned from the closes of
	 * a peer
	 */
	public record UpstreamClient(@Nullable Duration idle, @Nullable Duration margin, @Nullable Duration maxLifetime,
			@Nullable Integer maxConnectionsPerRoute, @Nullable Boolean hint, @Nullable LearnMode learn) {

	}

}
