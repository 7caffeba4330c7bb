package io.github.keepalive.client.reactor;

import reactor.netty.channel.AbortedException;

/**
 * A repeat that made itself known only after the lease was to go out on a connection that
 * is older than the failure it repeats. Nothing was written.
 */
final class NotFreshException extends AbortedException {

	private static final long serialVersionUID = 1L;

	NotFreshException() {
		super("Pooled connection is not fresh enough for a repeat");
	}

	static boolean caused(Throwable failure) {
		return failure instanceof NotFreshException || failure.getCause() instanceof NotFreshException;
	}

}
