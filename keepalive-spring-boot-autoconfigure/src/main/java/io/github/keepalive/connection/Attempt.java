package io.github.keepalive.connection;

import java.util.function.BooleanSupplier;

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

	private volatile @Nullable LeasedConnection lease;

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
		LeasedConnection earlier = this.lease;
		if (earlier != null && earlier.life() != life && !Boolean.TRUE.equals(facts().responseByte())) {
			// No answer, so no redirect or challenge: the library tries again.
			routeState.counters().resent();
			this.repeatedByLibrary = repeatedByLibrary() || Boolean.TRUE.equals(this.written);
		}
		this.continued = continued() || Boolean.TRUE.equals(this.written);
		this.lease = LeasedConnection.of(routeState, life, reused, now);
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
		LeasedConnection leased = this.lease;
		BooleanSupplier arrived = this.responseArrived;
		if (arrived != null && arrived.getAsBoolean()) {
			responseByte();
		}
		// Bytes of an earlier leg were sent whatever became of the last one.
		Boolean sent = continued() ? Boolean.TRUE : this.written;
		if (leased == null) {
			return new AttemptFacts(null, null, null, sent, this.responseByte, null);
		}
		return new AttemptFacts(leased.reused(), leased.idle(), leased.served(), sent, this.responseByte,
				leased.authority());
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
		LeasedConnection dead = this.lease;
		if (dead != null && dead.reused()) {
			dead.lost();
		}
	}

	/**
	 * Notes that a reused connection was silent until the read timeout: neighbours that
	 * were idle as long are not used again. No proof, so not stale.
	 */
	public void suspectedBlackHole() {
		LeasedConnection silent = this.lease;
		if (silent != null) {
			silent.suspected();
		}
	}

	/**
	 * Counts a repeat on the route of this send.
	 */
	public void repeated() {
		LeasedConnection leased = this.lease;
		if (leased != null) {
			leased.state().counters().repeated();
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
