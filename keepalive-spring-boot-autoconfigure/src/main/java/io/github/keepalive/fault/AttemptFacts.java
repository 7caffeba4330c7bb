package io.github.keepalive.fault;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What is known of one send when it has failed; {@code null} means unknown, which is a
 * value.
 *
 * @param reused whether the connection had served an exchange before
 * @param idle how long the connection had been idle when it was leased
 * @param served exchanges completed on the connection before this one
 * @param written whether any byte of the request was handed to the socket
 * @param responseByte whether any byte of the response was received
 * @param authority host and port, for messages
 * @since 0.1.0
 */
public record AttemptFacts(@Nullable Boolean reused, @Nullable Duration idle, @Nullable Integer served,
		@Nullable Boolean written, @Nullable Boolean responseByte, @Nullable String authority) {

	/**
	 * Nothing is known.
	 */
	public static final AttemptFacts UNKNOWN = new AttemptFacts(null, null, null, null, null, null);

}
