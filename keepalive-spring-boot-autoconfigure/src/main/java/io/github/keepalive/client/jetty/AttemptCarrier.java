package io.github.keepalive.client.jetty;

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

	private AttemptCarrier() {
	}

	static void park(Request request, Attempt attempt) {
		if (request instanceof HttpRequest jettyRequest) {
			jettyRequest.getConversation().setAttribute(Attempt.ATTRIBUTE, attempt);
		}
	}

	static @Nullable Attempt attempt(HttpExchange exchange) {
		HttpConversation conversation = exchange.getConversation();
		// A redirect or an authentication leg that fails must not look like a first send:
		// the leg before it has been processed, and its facts say that a response came.
		if (conversation.getExchanges().peekFirst() != exchange) {
			return null;
		}
		Object carried = conversation.getAttribute(Attempt.ATTRIBUTE);
		if (carried == null) {
			carried = exchange.getRequest().getAttributes().get(Attempt.ATTRIBUTE);
		}
		return (carried instanceof Attempt attempt) ? attempt : null;
	}

}
