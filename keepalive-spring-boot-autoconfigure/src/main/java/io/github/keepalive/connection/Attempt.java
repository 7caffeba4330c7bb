package io.github.keepalive.connection;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.github.keepalive.fault.AttemptFacts;
import org.jspecify.annotations.Nullable;

/**
 * The facts of one send, written by the adapter that carries it out and read once, by
 * whoever decides about a repeat. One writer at a time; volatile for a reader on another
 * thread. Unknown is a value: what an adapter never tells stays {@code null}.
 * <p>
 * Blocking clients find it with {@link #current()}, reactive ones as the request
 * attribute {@link #ATTRIBUTE}.
 *
 * @since 0.1.0
 */
public final class Attempt {

	/**
	 * Name of the request attribute, or other carrier of the library, that holds it.
	 */
	public static final String ATTRIBUTE = "io.github.keepalive.connection.attempt";

	private static final ThreadLocal<@Nullable Attempt> CURRENT = new ThreadLocal<>();

	private final @Nullable Tick freshAfter;

	private final boolean safe;

	private volatile @Nullable RouteState routeState;

	private volatile @Nullable ConnectionLife life;

	private volatile @Nullable Boolean reused;

	private volatile @Nullable Duration idle;

	private volatile @Nullable Tick idleSince;

	private volatile @Nullable Integer served;

	private volatile @Nullable Boolean written;

	private volatile @Nullable Boolean responseByte;

	private volatile boolean continued;

	private volatile boolean repeatedByLibrary;

	private volatile @Nullable BooleanSupplier responseArrived;

	private Attempt(@Nullable Tick freshAfter, boolean safe) {
		this.freshAfter = freshAfter;
		this.safe = safe;
	}

	/**
	 * Creates the attempt of a first send.
	 * @return the attempt
	 */
	public static Attempt first() {
		return first(false);
	}

	/**
	 * Creates the attempt of a first send.
	 * @param safe whether its method is known to be safe
	 * @return the attempt
	 */
	public static Attempt first(boolean safe) {
		return new Attempt(null, safe);
	}

	/**
	 * Creates the attempt of a repeat, for a connection that was opened, or completed an
	 * exchange, after the failure was seen.
	 * @param failureSeenAt when the failure was seen
	 * @return the attempt
	 */
	public static Attempt repeat(Tick failureSeenAt) {
		return new Attempt(failureSeenAt, false);
	}

	/**
	 * Returns the attempt of the send that this thread makes.
	 * @return the attempt, or {@code null} if nobody asked for its facts
	 */
	public static @Nullable Attempt current() {
		return CURRENT.get();
	}

	/**
	 * Makes this the attempt of the calling thread until the scope is closed.
	 * @return the scope
	 */
	public Scope open() {
		Attempt outer = CURRENT.get();
		CURRENT.set(this);
		return () -> {
			if (outer != null) {
				CURRENT.set(outer);
			}
			else {
				CURRENT.remove();
			}
		};
	}

	boolean safe() {
		return this.safe;
	}

	/**
	 * Returns when the failure was seen that this repeats.
	 * @return the moment, or {@code null} for a first send
	 */
	public @Nullable Tick freshAfter() {
		return this.freshAfter;
	}

	/**
	 * Notes that a connection was leased. A later lease for the same send starts over.
	 * @param routeState the route
	 * @param life the connection
	 * @param reused whether it served an exchange before
	 * @param now the present
	 */
	void leased(RouteState routeState, ConnectionLife life, boolean reused, Tick now) {
		if (this.life != null && this.life != life && !Boolean.TRUE.equals(facts().responseByte())) {
			// No answer, so no redirect or challenge: the library tries again.
			routeState.counters().resent();
			this.repeatedByLibrary = repeatedByLibrary() || Boolean.TRUE.equals(this.written);
		}
		this.continued = continued() || Boolean.TRUE.equals(this.written);
		this.routeState = routeState;
		this.life = life;
		this.reused = reused;
		this.idleSince = life.idleSince();
		this.idle = life.idleSince().age(now);
		this.served = life.served();
		this.written = false;
		this.responseByte = false;
		this.responseArrived = null;
	}

	/**
	 * Notes that a byte of the request is about to be handed to the socket. Before the
	 * write: a failed write proves nothing.
	 */
	public void written() {
		this.written = true;
	}

	/**
	 * Notes that nothing was written so far, whatever {@link #written()} announced.
	 */
	public void notWritten() {
		this.written = false;
	}

	/**
	 * Notes that a byte of the response has arrived.
	 */
	public void responseByte() {
		this.responseByte = true;
	}

	/**
	 * Tells where to ask for a byte of the response, for libraries that count bytes but
	 * do not announce the first one. To be called after the lease.
	 * @param arrived answers for this exchange; never back to {@code false}
	 */
	public void responseByteIf(BooleanSupplier arrived) {
		this.responseArrived = arrived;
	}

	/**
	 * Returns the facts as they are now.
	 * @return an immutable copy
	 */
	public AttemptFacts facts() {
		RouteState state = this.routeState;
		BooleanSupplier arrived = this.responseArrived;
		if (arrived != null && arrived.getAsBoolean()) {
			responseByte();
		}
		// Bytes of an earlier leg were sent whatever became of the last one.
		Boolean sent = continued() ? Boolean.TRUE : this.written;
		String authority = (state != null) ? state.route().toString() : null;
		return new AttemptFacts(this.reused, this.idle, this.served, sent, this.responseByte, authority);
	}

	/**
	 * Returns whether the send went on to a further connection after bytes were written:
	 * a redirect, a challenge, or a retry of the library's own.
	 * @return {@code true} if so
	 */
	public boolean continued() {
		return this.continued;
	}

	/**
	 * Returns whether the library by itself sent again what was written but unanswered.
	 * @return {@code true} if so
	 */
	public boolean repeatedByLibrary() {
		return this.repeatedByLibrary;
	}

	/**
	 * Notes that the connection was lost before a response: it counts as stale, and
	 * neighbours that were idle at least as long are not used again.
	 */
	public void connectionLost() {
		ConnectionLife dead = this.life;
		if (dead != null && Boolean.TRUE.equals(this.reused)) {
			dead.closing(CloseReason.STALE);
			Tick leasedAt = dead.leasedAt();
			Duration idleFor = (this.idle != null) ? this.idle : Duration.ZERO;
			retireNeighbours(dead, (counters) -> counters.stale(leasedAt, idleFor));
		}
	}

	/**
	 * Notes that a reused connection was silent until the read timeout: neighbours that
	 * were idle as long are not used again. No proof, so not stale.
	 */
	public void suspectedBlackHole() {
		ConnectionLife silent = this.life;
		if (silent != null) {
			retireNeighbours(silent, RouteCounters::blackHole);
		}
	}

	private void retireNeighbours(ConnectionLife dead, Consumer<RouteCounters> counter) {
		RouteState state = this.routeState;
		Tick since = this.idleSince;
		if (state != null && since != null) {
			counter.accept(state.counters());
			state.retireNeighbours(since, dead.leasedAt());
		}
	}

	/**
	 * Counts a repeat on the route of this send.
	 */
	public void repeated() {
		RouteState state = this.routeState;
		if (state != null) {
			state.counters().repeated();
		}
	}

	/**
	 * Ends the time in which an attempt is that of the calling thread.
	 */
	@FunctionalInterface
	public interface Scope extends AutoCloseable {

		@Override
		void close();

	}

}
