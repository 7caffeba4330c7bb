package io.github.keepalive.client.inventory;

import java.util.Objects;

/**
 * A layer of the application that calls again what has failed.
 *
 * @param name what it is, with the name of a bean or instance
 * @param sends how often one call goes out at most
 * @param exact whether that is known; if not, it may be more
 * @since 0.1.0
 */
public record RetryLayer(String name, long sends, boolean exact) {

	private static final long MANY = 1000;

	public RetryLayer {
		Objects.requireNonNull(name, "'name' must not be null");
		exact = exact && sends <= MANY;
		// Without a limit of its own; products stay in range.
		sends = Math.min(sends, MANY);
	}

	static RetryLayer of(String name, long sends) {
		return new RetryLayer(name, sends, true);
	}

	static RetryLayer unreadable(String name) {
		return new RetryLayer(name, 2, false);
	}

	/**
	 * A source of layers.
	 */
	@FunctionalInterface
	public interface Source {

		/**
		 * Looks now, at what exists already and without making anything.
		 * @return the layers, at most one of each kind
		 */
		Iterable<RetryLayer> layers();

	}

}
