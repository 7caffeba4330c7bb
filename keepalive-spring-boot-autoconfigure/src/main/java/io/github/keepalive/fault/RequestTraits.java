package io.github.keepalive.fault;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What matters of a request when the question is whether it may be repeated.
 *
 * @param method the HTTP method, as it is sent
 * @param idempotent what the caller said explicitly, or {@code null}
 * @param keyed whether it carries one idempotency key that is not empty
 * @param methodOverride the method it asks the server to take instead, or {@code null}
 * @param conditional whether it is a conditional write, whose repeat would turn a success
 * into a 412
 * @param upgrade whether it asks for another protocol
 * @param bodyRepeatable whether its body can be written once more without having been
 * buffered for that
 * @since 0.1.0
 */
public record RequestTraits(String method, @Nullable Boolean idempotent, boolean keyed, @Nullable String methodOverride,
		boolean conditional, boolean upgrade, boolean bodyRepeatable) {

	public RequestTraits {
		Objects.requireNonNull(method, "'method' must not be null");
	}

}
