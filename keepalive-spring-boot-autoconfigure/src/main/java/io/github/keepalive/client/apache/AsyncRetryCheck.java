package io.github.keepalive.client.apache;

import java.io.IOException;

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
 * {@link RetryCheck} for async clients. Thread-safe.
 */
final class AsyncRetryCheck implements AsyncExecChainHandler {

	private final NoHiddenRetries ours;

	private final ApachePoolView view;

	private volatile boolean done;

	AsyncRetryCheck(NoHiddenRetries ours, ApachePoolView view) {
		this.ours = ours;
		this.view = view;
	}

	@Override
	public void execute(HttpRequest request, AsyncEntityProducer entityProducer, AsyncExecChain.Scope scope,
			AsyncExecChain chain, AsyncExecCallback callback) throws HttpException, IOException {
		// Nobody is asked about a body that cannot be written again.
		boolean asks = entityProducer == null || entityProducer.isRepeatable();
		chain.proceed(request, entityProducer, scope, (this.done || !asks) ? callback : new Asking(callback));
	}

	/**
	 * Looks when the library has made up its mind about a response.
	 */
	private final class Asking implements AsyncExecCallback {

		private final AsyncExecCallback callback;

		private Asking(AsyncExecCallback callback) {
			this.callback = callback;
		}

		@Override
		public AsyncDataConsumer handleResponse(HttpResponse response, EntityDetails entityDetails)
				throws HttpException, IOException {
			AsyncRetryCheck.this.done = true;
			AsyncRetryCheck.this.view.readBackRetries(AsyncRetryCheck.this.ours.asked());
			return this.callback.handleResponse(response, entityDetails);
		}

		@Override
		public void handleInformationResponse(HttpResponse response) throws HttpException, IOException {
			this.callback.handleInformationResponse(response);
		}

		@Override
		public void completed() {
			this.callback.completed();
		}

		@Override
		public void failed(Exception cause) {
			this.callback.failed(cause);
		}

	}

}
