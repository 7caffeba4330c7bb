package io.github.keepalive.client.jetty;

import java.util.concurrent.TimeUnit;

import io.github.keepalive.connection.Attempt;
import org.eclipse.jetty.client.Request;

/**
 * Prepares each request on the thread that sends it: parks the attempt of that thread and
 * lifts the idle timeout from the exchange.
 */
final class RequestPreparation implements Request.QueuedListener {

	private final JettyPoolSource source;

	RequestPreparation(JettyPoolSource source) {
		this.source = source;
	}

	@Override
	public void onQueued(Request request) {
		keepSlowResponses(request, this.source);
		// Last, as a thread may be waiting for it.
		AttemptCarrier.park(request, Attempt.current());
	}

	/**
	 * Sees to it that a response or an upload that pauses for longer than the idle
	 * timeout is not cut: Jetty (12.1) applies it to exchanges as well. The connection
	 * restores its own when the exchange is over.
	 * @param request the request
	 * @param source the pools of the client
	 */
	static void keepSlowResponses(Request request, JettyPoolSource source) {
		if (request.getIdleTimeout() < 0 && !source.idleTimeoutOfUser()) {
			request.idleTimeout(0, TimeUnit.MILLISECONDS);
		}
	}

}
