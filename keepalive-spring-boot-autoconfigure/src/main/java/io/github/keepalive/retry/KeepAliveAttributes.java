package io.github.keepalive.retry;

/**
 * Names of request attributes with which a caller says what the library cannot know.
 *
 * @since 0.1.0
 */
public final class KeepAliveAttributes {

	/**
	 * Whether processing this request twice does what processing it once does; a
	 * {@link Boolean}. {@code TRUE} allows one repeat even of a POST, {@code FALSE}
	 * forbids every repeat, even of a GET. Set with {@code attribute(...)} of
	 * {@code RestClient} or {@code WebClient}.
	 */
	public static final String IDEMPOTENT = "io.github.keepalive.idempotent";

	private KeepAliveAttributes() {
	}

}
