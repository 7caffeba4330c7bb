package io.github.keepalive.connection;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.keepalive.policy.ClientKeepAlive;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.LearnMode;
import io.github.keepalive.policy.UpstreamKeepAlive;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one client: adapters tell what happens, and ask what may.
 * Thread-safe; no lock on the request path.
 *
 * @since 0.1.0
 */
public final class Connections {

	/**
	 * Beyond this many routes further ones share the state of one that stands for all
	 * others, so that a client that calls the whole world does not fill the heap.
	 */
	public static final int MOST_ROUTES = 10_000;

	private static final Route OTHERS = new Route("*", 0);

	private final KeepAlivePolicy policy;

	private final @Nullable Duration libraryIdle;

	private final String library;

	private final IdleClock clock;

	private final LearnedWindows windows;

	private final ConcurrentMap<Route, RouteState> routes = new ConcurrentHashMap<>();

	private final AtomicInteger size = new AtomicInteger();

	/**
	 * Creates the record of a client that learns by itself alone.
	 * @param policy the plan
	 * @param libraryIdle how long the library keeps idle connections by itself, or
	 * {@code null} for ever
	 * @param library the name of the library, for reasons
	 * @param clock where to read the time
	 */
	public Connections(KeepAlivePolicy policy, @Nullable Duration libraryIdle, String library, IdleClock clock) {
		this(policy, libraryIdle, library, clock, new LearnedWindows());
	}

	/**
	 * Creates the record of a client.
	 * @param policy the plan
	 * @param libraryIdle how long the library keeps idle connections by itself, or
	 * {@code null} for ever
	 * @param library the name of the library, for reasons
	 * @param clock where to read the time
	 * @param windows what the clients of this context learn of their peers
	 */
	public Connections(KeepAlivePolicy policy, @Nullable Duration libraryIdle, String library, IdleClock clock,
			LearnedWindows windows) {
		this.policy = Objects.requireNonNull(policy, "'policy' must not be null");
		this.libraryIdle = libraryIdle;
		this.library = Objects.requireNonNull(library, "'library' must not be null");
		this.clock = Objects.requireNonNull(clock, "'clock' must not be null");
		this.windows = Objects.requireNonNull(windows, "'windows' must not be null");
	}

	/**
	 * Reads the time.
	 * @return the present
	 */
	public Tick now() {
		return this.clock.now();
	}

	/**
	 * Returns the routes seen so far.
	 * @return a live view
	 */
	public Collection<RouteState> routes() {
		return this.routes.values();
	}

	/**
	 * Returns the state of a route.
	 * @param route the route
	 * @return its state, created if need be
	 */
	public RouteState route(Route route) {
		RouteState known = this.routes.get(route);
		if (known != null) {
			return known;
		}
		Route kept = (this.size.get() < MOST_ROUTES) ? route : OTHERS;
		return this.routes.computeIfAbsent(kept, (key) -> {
			this.size.incrementAndGet();
			UpstreamKeepAlive upstream = upstream(key);
			ClientKeepAlive plan = plan(upstream);
			return new RouteState(key, (upstream != null) ? upstream.name() : null, plan,
					plan.idleTimeoutFor(this.libraryIdle, this.library), window(key, plan));
		});
	}

	private @Nullable LearnedWindow window(Route route, ClientKeepAlive plan) {
		// What stands for many routes has no window.
		return (plan.learn() != LearnMode.OFF && route != OTHERS) ? this.windows.window(route) : null;
	}

	private @Nullable UpstreamKeepAlive upstream(Route route) {
		UpstreamKeepAlive target = this.policy.upstream(route.host(), route.port());
		Route.Via via = route.via();
		if (via == null) {
			return target;
		}
		// An outbound proxy is the peer; a tunnel through it ends when either side ends.
		UpstreamKeepAlive proxy = this.policy.upstream(via.host(), via.port());
		return (via.tunnel() && plan(proxy).orShorter(plan(target)) != plan(proxy)) ? target : proxy;
	}

	private ClientKeepAlive plan(@Nullable UpstreamKeepAlive upstream) {
		return (upstream != null) ? upstream.client() : this.policy.client();
	}

	/**
	 * Starts the record of a connection that was just opened.
	 * @param route where it leads to
	 * @return the record, to be kept with the connection
	 */
	public ConnectionLife opened(Route route) {
		return opened(route, null);
	}

	/**
	 * Starts the record of a connection that was just opened.
	 * @param route where it leads to
	 * @param remote the address of the peer, or {@code null} if the library does not tell
	 * @return the record, to be kept with the connection
	 */
	public ConnectionLife opened(Route route, @Nullable SocketAddress remote) {
		RouteState state = route(route);
		state.counters().opened();
		return new ConnectionLife(route, remote, now(), lifetimeNanos(state.plan()), state.lagNanos());
	}

	/**
	 * Asks whether a pooled connection may carry another request.
	 * @param life the connection
	 * @param attempt the send it is for, or {@code null} if nobody asks for its facts
	 * @return {@code null} if it may, else why it is to be closed
	 */
	public @Nullable CloseReason mayLease(ConnectionLife life, @Nullable Attempt attempt) {
		boolean safe = attempt != null && attempt.safe();
		return route(life.route()).mayLease(life, now(), (attempt != null) ? attempt.freshAfter() : null, safe);
	}

	/**
	 * Asks whether a connection may stay in the pool: for longer than it may be leased
	 * for any request, while safe requests try whether a learned window has grown.
	 * @param life the connection
	 * @return {@code null} if it may, else why it is to be closed
	 */
	public @Nullable CloseReason mayKeep(ConnectionLife life) {
		return route(life.route()).mayLease(life, now(), null, true);
	}

	/**
	 * Notes that a connection was leased, after {@link #mayLease} allowed it or right
	 * after it was opened.
	 * @param life the connection
	 * @param reused whether it came from the pool
	 * @param attempt the send it is for, or {@code null} if nobody asks for its facts
	 */
	public void leased(ConnectionLife life, boolean reused, @Nullable Attempt attempt) {
		RouteState state = route(life.route());
		Tick now = now();
		life.leased(now);
		if (reused) {
			state.counters().reused();
		}
		if (attempt != null) {
			attempt.leased(state, life, reused, now);
		}
	}

	/**
	 * Notes for which send a connection was leased, where that becomes known only after
	 * the lease.
	 * @param life the connection
	 * @param reused whether it came from the pool
	 * @param attempt the send
	 */
	public void attach(ConnectionLife life, boolean reused, Attempt attempt) {
		attempt.leased(route(life.route()), life, reused, now());
	}

	/**
	 * Notes that an exchange is complete, and answers whether its connection may go back
	 * to the pool.
	 * @param life the connection
	 * @return {@code null} if it may, else why it is to be closed
	 */
	public @Nullable CloseReason completed(ConnectionLife life) {
		Tick now = now();
		RouteState state = route(life.route());
		CloseReason reason = state.mayPool(life, now);
		state.survived(life, now);
		life.completed(now);
		return reason;
	}

	/**
	 * Counts a connection as closed.
	 * @param life the connection
	 * @param fallback the reason if nobody noted one before
	 */
	public void closed(ConnectionLife life, CloseReason fallback) {
		life.closing(fallback);
		CloseReason noted = life.closeReason();
		CloseReason reason = (noted != null) ? noted : fallback;
		RouteState state = route(life.route());
		state.counters().closed(reason);
		if (reason == CloseReason.PEER || reason == CloseReason.STALE) {
			state.closed(life, reason, now());
		}
		else if (reason == CloseReason.IDLE) {
			LearnedWindow window = window(state.route(), state.plan());
			if (window != null) {
				window.outlived(life, now());
			}
		}
	}

	private static long lifetimeNanos(ClientKeepAlive plan) {
		long lifetime = plan.maxLifetime().value().toNanos();
		// Jitter only shortens: connections opened together must not all end together.
		long jitter = lifetime / 100 * plan.jitterPercent();
		return (jitter > 0) ? lifetime - ThreadLocalRandom.current().nextLong(jitter) : lifetime;
	}

}
