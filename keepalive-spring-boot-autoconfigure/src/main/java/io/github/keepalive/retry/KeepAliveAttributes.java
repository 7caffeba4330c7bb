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
	 * {@code RestClient} or {@code WebClient}, or by a {@code @RequestAttribute}
	 * parameter of an {@code @HttpExchange} method; {@link Idempotent @Idempotent} sets
	 * it for all calls of such a method.
	 * <p>
	 * Without it a non-empty idempotency key allows the repeat, if its header occurs
	 * once; then the method decides, which is compared as it is written: {@code get} is
	 * not {@code GET}, and methods of other specifications, such as {@code PROPFIND},
	 * need a key or this mark.
	 */
	public static final String IDEMPOTENT = "io.github.keepalive.idempotent";

	private KeepAliveAttributes() {
	}

}
