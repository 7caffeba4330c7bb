package io.github.keepalive.connection;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * How idle HTTP/1.1 connections of a server ended: which side closed first, and how long
 * after the last response. Only connections that had served a request and were waiting
 * for the next one count; neither those never used, nor those that ended as announced by
 * {@code Connection: close}, nor those that a stop of the server ends. Thread-safe and
 * lock-free.
 *
 * @since 0.1.0
 */
public final class IdleCloses {

	/**
	 * The headers by which proxies, and nobody else, say that they pass a request on.
	 */
	public static final List<String> PROXY_HEADERS = List.of("X-Forwarded-For", "Forwarded", "X-Forwarded-Proto",
			"Via");

	private final Map<Side, IdleAges> ages = new EnumMap<>(Side.class);

	/**
	 * Creates a count that stands at zero.
	 */
	public IdleCloses() {
		for (Side side : Side.values()) {
			this.ages.put(side, new IdleAges());
		}
	}

	/**
	 * Counts one close.
	 * @param by who closed first
	 * @param idleNanos how long the connection had been idle
	 * @param forwarded whether requests on the connection told that a proxy sent them
	 */
	public void closed(Side by, long idleNanos, boolean forwarded) {
		ages(by).add(idleNanos, forwarded);
	}

	/**
	 * Returns the closes of one side.
	 * @param by who closed first
	 * @return the closes so far
	 */
	public Summary by(Side by) {
		return ages(by).summary();
	}

	private IdleAges ages(Side side) {
		return Objects.requireNonNull(this.ages.get(side));
	}

	/**
	 * The two ends of a connection.
	 */
	public enum Side {

		/**
		 * Our server, when its idle timeout was over.
		 */
		SERVER,

		/**
		 * Whoever opened the connection.
		 */
		PEER

	}

	/**
	 * The closes of one side.
	 *
	 * @param count how many
	 * @param forwarded how many of them on connections that a proxy had opened, as its
	 * requests told by a header
	 * @param shortest the shortest idle time, or {@code null} without any
	 * @param median about the idle time that half of them did not reach, within 10 %, or
	 * {@code null} without any
	 * @param longest the longest idle time, or {@code null} without any
	 */
	public record Summary(long count, long forwarded, @Nullable Duration shortest, @Nullable Duration median,
			@Nullable Duration longest) {

	}

}
