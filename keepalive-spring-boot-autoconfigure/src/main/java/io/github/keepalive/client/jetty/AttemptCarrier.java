package io.github.keepalive.client.jetty;

import java.time.Duration;

import io.github.keepalive.connection.Attempt;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.transport.HttpConversation;
import org.eclipse.jetty.client.transport.HttpExchange;
import org.eclipse.jetty.client.transport.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Carries an attempt from the calling thread to the lease. WebClient's comes as a request
 * attribute; that of a blocking call goes on the conversation, because another thread may
 * already be leasing for a request that is only just being queued, and the attributes of
 * a request are not safe for that.
 */
final class AttemptCarrier {

	private static final Object NOBODY = new Object();

	private static final Duration LONGEST_WAIT = Duration.ofMillis(100);

	private AttemptCarrier() {
	}

	static void park(Request request, @Nullable Attempt attempt) {
		// A request that follows, such as a redirect, is none that the thread asked for.
		if (request instanceof HttpRequest jettyRequest
				&& jettyRequest.getConversation().getAttribute(Attempt.ATTRIBUTE) == null) {
			jettyRequest.getConversation().setAttribute(Attempt.ATTRIBUTE, (attempt != null) ? attempt : NOBODY);
		}
	}

	/**
	 * Waits until an exchange is parked, which the thread that has just queued it is
	 * about to do: Jetty (12.1) lets others take it from the queue before its listeners
	 * hear of it. Without the attempt a repeat could go out on a connection that is not
	 * fresh, and a stale one would not be recognised.
	 * @param exchange the exchange, taken from the queue
	 */
	static void awaitParked(HttpExchange exchange) {
		long deadline = 0;
		while (!parked(exchange)) {
			long now = System.nanoTime();
			deadline = (deadline != 0) ? deadline : now + LONGEST_WAIT.toNanos();
			// Somebody else's listener takes its time; better unknown than stuck.
			if (now - deadline >= 0) {
				return;
			}
			Thread.yield();
		}
	}

	private static boolean parked(HttpExchange exchange) {
		return exchange.getConversation().getAttribute(Attempt.ATTRIBUTE) != null
				|| exchange.getRequest().getAttributes().containsKey(Attempt.ATTRIBUTE);
	}

	static @Nullable Attempt attempt(HttpExchange exchange) {
		HttpConversation conversation = exchange.getConversation();
		// A redirect or an authentication leg that fails must not look like a first send:
		// the leg before it has been processed, and its facts say that a response came.
		if (conversation.getExchanges().peekFirst() != exchange) {
			return null;
		}
		Object carried = conversation.getAttribute(Attempt.ATTRIBUTE);
		if (!(carried instanceof Attempt)) {
			carried = exchange.getRequest().getAttributes().get(Attempt.ATTRIBUTE);
		}
		return (carried instanceof Attempt attempt) ? attempt : null;
	}

}
