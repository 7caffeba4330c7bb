package io.github.keepalive.client.apache;

import java.io.IOException;

import io.github.keepalive.connection.Attempt;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.async.AsyncExecChainHandler;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncDataConsumer;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;

/**
 * Opens an {@link Exchange} round the part of the async exec chain that leases a
 * connection and uses it. Thread-safe.
 */
final class AsyncExchangeHandler implements AsyncExecChainHandler {

	private final ConnectionTracker tracker;

	AsyncExchangeHandler(ConnectionTracker tracker) {
		this.tracker = tracker;
	}

	@Override
	public void execute(HttpRequest request, AsyncEntityProducer entityProducer, AsyncExecChain.Scope scope,
			AsyncExecChain chain, AsyncExecCallback callback) throws HttpException, IOException {
		Object attempt = scope.clientContext.getAttribute(Attempt.ATTRIBUTE);
		Exchange exchange = new Exchange(this.tracker, scope.route,
				(attempt instanceof Attempt carried) ? carried : null);
		try (Attempt.Scope current = exchange.open(scope.clientContext)) {
			chain.proceed(request, entityProducer, scope, new Watching(exchange, callback));
		}
	}

	/**
	 * Tells the exchange what happens before the caller hears of it.
	 *
	 * @param exchange the exchange
	 * @param callback who else is to be told
	 */
	private record Watching(Exchange exchange, AsyncExecCallback callback) implements AsyncExecCallback {

		@Override
		public AsyncDataConsumer handleResponse(HttpResponse response, EntityDetails entityDetails)
				throws HttpException, IOException {
			this.exchange.responseSize(ResponseSize.most(response, entityDetails));
			return this.callback.handleResponse(response, entityDetails);
		}

		@Override
		public void handleInformationResponse(HttpResponse response) throws HttpException, IOException {
			this.exchange.responseByte();
			this.exchange.informed();
			this.callback.handleInformationResponse(response);
		}

		@Override
		public void completed() {
			this.callback.completed();
		}

		@Override
		public void failed(Exception cause) {
			this.exchange.failed(cause);
			this.callback.failed(cause);
		}

	}

}
