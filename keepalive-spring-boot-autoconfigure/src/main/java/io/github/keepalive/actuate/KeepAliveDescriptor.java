package io.github.keepalive.actuate;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.keepalive.connection.ClientCensus;
import io.github.keepalive.connection.Findings;
import io.github.keepalive.connection.IdleCloses;
import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.Origin;
import io.github.keepalive.policy.ProxyWindow;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The report of the whole path. Its field names are a contract: fields are only added.
 * Durations are ISO-8601.
 *
 * @param status the worst of all hops
 * @param proxy the proxy in front of what we call
 * @param serverProxy the proxy in front of us, if it is another one
 * @param client what clients do
 * @param server the main server, if there is one
 * @param servers all embedded servers
 * @param upstreams upstreams with settings of their own, by name, and at the end, as
 * {@value KeepAliveEndpoint#OTHERS}, all hosts that match none
 * @param pools pools of governed clients, one row for each client and route, at most
 * {@value KeepAliveEndpoint#MOST_POOLS}
 * @param poolsTruncated how many rows were left out
 * @param clients clients that are beans, at most {@value KeepAliveEndpoint#MOST_CLIENTS}
 * @param findings what is not as it should be, the most severe first
 * @since 0.1.0
 */
public record KeepAliveDescriptor(Findings.Verdict status, Proxy proxy, @Nullable Proxy serverProxy, Client client,
		@Nullable Server server, List<Server> servers, Map<String, Upstream> upstreams, List<Pool> pools,
		int poolsTruncated, List<ClientBean> clients, List<Finding> findings) implements OperationResponseBody {

	/**
	 * A duration with its origin.
	 *
	 * @param value the value, in ISO-8601
	 * @param origin where it comes from
	 * @param reason why it is what it is
	 * @param effective the value read back from what runs, in ISO-8601; absent where it
	 * cannot be read
	 */
	public record Value(String value, Origin origin, String reason, @Nullable String effective) {

		static @Nullable Value of(@Nullable Derived derived) {
			return (derived != null) ? of(derived, null) : null;
		}

		static Value of(Derived derived, @Nullable String effective) {
			return new Value(derived.value().toString(), derived.origin(), derived.reason(), effective);
		}

	}

	/**
	 * A proxy with its idle windows.
	 *
	 * @param type id in the catalogue, if it was named
	 * @param front window towards those who call it
	 * @param back window towards those whom it calls
	 */
	public record Proxy(@Nullable String type, @Nullable Value front, @Nullable Value back) {

		static Proxy of(ProxyWindow window) {
			return new Proxy(window.type(), Value.of(window.front()), Value.of(window.back()));
		}

	}

	/**
	 * What clients do.
	 *
	 * @param idle idle time after which a pooled connection is not used again
	 * @param maxLifetime longest time a connection is used
	 * @param retry what is repeated, if anything can be
	 */
	public record Client(@Nullable Value idle, @Nullable Value maxLifetime, Retry retry) {

	}

	/**
	 * What is repeated when a connection was lost.
	 *
	 * @param enabled whether anything is
	 * @param methods methods that may be repeated without a key
	 * @param idempotencyKeyHeaders headers that make a POST or PATCH repeatable
	 */
	public record Retry(boolean enabled, List<String> methods, List<String> idempotencyKeyHeaders) {

	}

	/**
	 * What an embedded server does.
	 *
	 * @param name {@code main}, {@code management} or the port
	 * @param type kind of server
	 * @param idle idle time after which it closes a kept connection; absent for no limit
	 * @param headerTimeout how long a request head may take; absent for no limit
	 * @param idleCloses how idle connections ended; absent where that cannot be seen
	 * @param drain what happens before it stops; absent if nothing does
	 */
	public record Server(String name, String type, @Nullable Value idle, @Nullable Value headerTimeout,
			@Nullable IdleEnds idleCloses, @Nullable ServerDrain drain) {

	}

	/**
	 * How idle connections of a server ended, by the side that closed first.
	 *
	 * @param server those that our server closed
	 * @param peer those that the peer closed
	 */
	public record IdleEnds(IdleEnd server, IdleEnd peer) {

		static @Nullable IdleEnds of(@Nullable IdleCloses closes) {
			return (closes != null) ? new IdleEnds(IdleEnd.of(closes.by(IdleCloses.Side.SERVER)),
					IdleEnd.of(closes.by(IdleCloses.Side.PEER))) : null;
		}

	}

	/**
	 * Idle connections that one side closed; ages count from the last response, in
	 * ISO-8601, and are absent without any.
	 *
	 * @param count how many
	 * @param forwarded how many of them had been opened by a proxy, as a header of their
	 * first request told
	 * @param shortest the shortest age
	 * @param median about the age in the middle, within 10 %
	 * @param longest the longest age
	 */
	public record IdleEnd(long count, long forwarded, @Nullable String shortest, @Nullable String median,
			@Nullable String longest) {

		static IdleEnd of(IdleCloses.Summary closes) {
			return new IdleEnd(closes.count(), closes.forwarded(), text(closes.shortest()), text(closes.median()),
					text(closes.longest()));
		}

		private static @Nullable String text(@Nullable Duration age) {
			return (age != null) ? age.toString() : null;
		}

	}

	/**
	 * Hosts that are treated alike.
	 *
	 * @param status whether connections to these hosts are in order
	 * @param hosts the patterns
	 * @param proxy what stands in front of them
	 * @param client what clients do
	 * @param window when the peer gives up idle connections, and when clients do
	 */
	public record Upstream(Findings.Verdict status, List<String> hosts, Proxy proxy, UpstreamClient client,
			Window window) {

	}

	/**
	 * What clients do with connections to one upstream.
	 *
	 * @param idle idle time after which a pooled connection is not used again
	 * @param maxLifetime longest time a connection is used
	 */
	public record UpstreamClient(@Nullable Value idle, @Nullable Value maxLifetime) {

	}

	/**
	 * When idle connections end. Of several routes the shortest window is shown.
	 *
	 * @param configured the peer's idle window as stated or assumed; absent for direct
	 * connections
	 * @param hint the window by the last {@code Keep-Alive} header of a response
	 * @param learned the window learned from closes of idle connections
	 * @param probed the window measured on request; if the peer did not close, the time
	 * that was waited
	 * @param effective the longest idle time in force on any of the routes in use; absent
	 * as long as none is, or where it cannot be read
	 * @param otherCloses what else closed idle connections, as far as it can be told, at
	 * most {@value KeepAliveEndpoint#MOST_CLOSES}
	 */
	public record Window(@Nullable Value configured, @Nullable Value hint, @Nullable Value learned,
			@Nullable Value probed, @Nullable Value effective, List<String> otherCloses) {

	}

	/**
	 * A client that is a bean.
	 *
	 * @param name name of the bean
	 * @param type what kind of client it is
	 * @param governed {@code yes}, {@code no}, or {@code unknown} where the client does
	 * not tell
	 * @param fix what makes it governed; absent if it is
	 */
	public record ClientBean(String name, String type, String governed, @Nullable String fix) {

		static ClientBean of(ClientCensus.Client client) {
			return new ClientBean(client.name(), client.type(), client.governed().name().toLowerCase(Locale.ROOT),
					client.fix().isEmpty() ? null : client.fix());
		}

	}

	/**
	 * One route of one client's pool; absent numbers are unknown.
	 *
	 * @param client name of the client
	 * @param transport library that carries the requests
	 * @param upstream host and port
	 * @param active connections in use
	 * @param idle connections waiting
	 * @param pending requests waiting for a connection
	 * @param max most connections allowed
	 * @param opened connections opened so far
	 * @param reused requests sent on a pooled connection so far
	 * @param closed connections closed so far, by reason
	 * @param stale reused connections that failed before a response
	 * @param repeated requests that were sent once more
	 * @param blackHoles requests on reused connections that met silence until their read
	 * timeout
	 * @param resent requests that the library by itself moved to another connection
	 * before anything was answered
	 * @param idleTimeout idle time in force, after which a connection is not used again,
	 * in ISO-8601
	 * @param idleTimeoutOrigin where that comes from
	 * @param survived longest idle time after which a connection was used again with
	 * success, in ISO-8601
	 */
	public record Pool(String client, String transport, @Nullable String upstream, @Nullable Integer active,
			@Nullable Integer idle, @Nullable Integer pending, @Nullable Integer max, @Nullable Long opened,
			@Nullable Long reused, @Nullable Map<String, Long> closed, @Nullable Long stale, @Nullable Long repeated,
			@Nullable Long blackHoles, @Nullable Long resent, @Nullable String idleTimeout,
			@Nullable Origin idleTimeoutOrigin, @Nullable String survived) {

	}

}
