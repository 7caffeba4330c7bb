package io.github.keepalive.fault;

import org.jspecify.annotations.Nullable;

/**
 * Tells the kind of a failure from the types of one client library. Never by message text
 * where a type exists.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface FaultTranslator {

	/**
	 * Translates one throwable; causes are passed one by one.
	 * @param failure a throwable from the cause chain
	 * @return the kind, or {@code null} if this library's types do not say
	 */
	@Nullable FaultKind translate(Throwable failure);

}
