package io.github.keepalive.matrix;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import io.github.keepalive.test.Behaviour;
import org.jspecify.annotations.Nullable;

/**
 * One request of the random run.
 *
 * @param transport the client
 * @param method the method
 * @param body what kind of body it carries
 * @param key the value of its idempotency key header, or {@code null} for no header
 * @param mark whether its caller marks it as idempotent or not, or {@code null}
 * @param conditional whether it carries {@code If-Match}
 * @param override the method that it asks the server to take instead, or {@code null}
 * @param first what it meets
 * @param second what its repeat meets, if there is one
 * @param warm whether it finds a pooled connection
 * @param idle what happens to the idle connections just before it
 */
record RandomCase(Transport transport, String method, Body body, @Nullable String key, @Nullable Boolean mark,
		boolean conditional, @Nullable String override, Meets first, Meets second, boolean warm, Idle idle) {

	private static final List<Transport> TRANSPORTS = transports();

	private static final List<String> METHODS = List.of("GET", "GET", "PUT", "DELETE", "POST", "POST", "PATCH");

	private static final List<Meets> LOST = List.of(Meets.RESET_UNREAD, Meets.RESET_EXECUTED, Meets.FIN_EXECUTED);

	private static List<Transport> transports() {
		List<Transport> transports = new ArrayList<>(List.of(Transport.values()));
		transports.remove(Transport.SIMPLE);
		return Collections.unmodifiableList(transports);
	}

	static RandomCase of(Random random) {
		String method = any(METHODS, random);
		boolean bodiless = method.equals("GET") || method.equals("DELETE");
		Body body = bodiless ? Body.NONE : any(List.of(Body.values()), random);
		boolean conditional = !method.equals("GET") && random.nextInt(20) == 0;
		String override = (random.nextInt(20) == 0) ? "POST" : null;
		Meets first = any(random.nextBoolean() ? LOST : List.of(Meets.values()), random);
		Meets second = (random.nextInt(3) != 0) ? Meets.OK : any(List.of(Meets.values()), random);
		Idle idle = (random.nextInt(10) == 0) ? any(List.of(Idle.values()), random) : Idle.NOTHING;
		return new RandomCase(any(TRANSPORTS, random), method, body, key(random), mark(random), conditional, override,
				first, second, random.nextInt(5) != 0, idle);
	}

	static RandomCase plain(Transport transport) {
		return new RandomCase(transport, "GET", Body.NONE, null, null, false, null, Meets.OK, Meets.OK, false,
				Idle.NOTHING);
	}

	private static @Nullable String key(Random random) {
		return switch (random.nextInt(6)) {
			case 0, 1 -> "key-" + random.nextInt(1000);
			case 2 -> "";
			default -> null;
		};
	}

	private static @Nullable Boolean mark(Random random) {
		int chance = random.nextInt(10);
		return (chance < 2) ? chance == 0 : null;
	}

	private static <T> T any(List<T> values, Random random) {
		return values.get(random.nextInt(values.size()));
	}

	/**
	 * Returns whether its caller allows it to be processed twice: explicit no, explicit
	 * yes, key, method, in this order.
	 * @return {@code true} if so
	 */
	boolean mayBeProcessedTwice() {
		if (this.mark != null) {
			return this.mark;
		}
		if (this.conditional) {
			return false;
		}
		if (this.key != null && !this.key.isBlank()) {
			return true;
		}
		return this.override == null && !this.method.equals("POST") && !this.method.equals("PATCH");
	}

	/**
	 * Returns whether nothing but the connection speaks against a repeat.
	 * @return {@code true} if so
	 */
	boolean repeatable() {
		return this.transport.exact() && mayBeProcessedTwice() && canBeWrittenAgain();
	}

	private boolean canBeWrittenAgain() {
		// WebClient makes a stream of buffers of a resource that is no file.
		return this.body != Body.STREAM && !(this.body == Body.RESOURCE && this.transport.reactive());
	}

	/**
	 * What a body is made of.
	 */
	enum Body {

		NONE, TEXT, BYTES, LARGE, RESOURCE, STREAM

	}

	/**
	 * What happens to all idle connections just before the request.
	 */
	enum Idle {

		NOTHING, CLOSED, RESET

	}

	/**
	 * What a request meets at the server.
	 */
	enum Meets {

		OK(Behaviour.ok()),

		RESET_UNREAD(Behaviour.resetUnread()),

		RESET_EXECUTED(Behaviour.resetAfterRequest()),

		FIN_EXECUTED(Behaviour.finAfterRequest()),

		HALF_HEAD(Behaviour.partialHead()),

		HALF_BODY(Behaviour.partialBody()),

		UNAVAILABLE(Behaviour.status(503)),

		TIMEOUT_408(Behaviour.status(408, "Connection: close").thenClose()),

		ANNOUNCED_CLOSE(Behaviour.status(200, "Connection: close").thenClose()),

		UNANNOUNCED_CLOSE(Behaviour.ok().thenClose());

		private final Behaviour behaviour;

		Meets(Behaviour behaviour) {
			this.behaviour = behaviour;
		}

		Behaviour behaviour() {
			return this.behaviour;
		}

		boolean lost() {
			return LOST.contains(this);
		}

	}

}
