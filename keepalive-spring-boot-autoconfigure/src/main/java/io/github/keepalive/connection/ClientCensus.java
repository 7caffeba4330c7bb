package io.github.keepalive.connection;

import java.util.List;
import java.util.Objects;

/**
 * Knows the clients of the application and whether they are governed.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ClientCensus {

	/**
	 * Looks now, at what exists already and without making anything.
	 * @return the clients that are beans
	 */
	List<Client> clients();

	/**
	 * A client that is a bean.
	 *
	 * @param name name of the bean
	 * @param type what kind of client it is
	 * @param governed whether its connections are governed
	 * @param fix what makes it governed, or how to tell; empty if nothing is to be done
	 */
	record Client(String name, String type, Governed governed, String fix) {

		public Client {
			Objects.requireNonNull(name, "'name' must not be null");
			Objects.requireNonNull(type, "'type' must not be null");
			Objects.requireNonNull(governed, "'governed' must not be null");
			Objects.requireNonNull(fix, "'fix' must not be null");
		}

	}

	/**
	 * Whether the connections of a client are governed.
	 */
	enum Governed {

		/**
		 * What carries its requests was made by a governed builder.
		 */
		YES,

		/**
		 * What carries its requests cannot come from a governed builder.
		 */
		NO,

		/**
		 * The client does not tell.
		 */
		UNKNOWN

	}

}
