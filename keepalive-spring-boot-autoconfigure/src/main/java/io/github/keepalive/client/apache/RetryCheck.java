package io.github.keepalive.client.apache;

import java.io.IOException;

import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;

/**
 * Finds out at the first response whether the client asks our retry strategy about it, or
 * another one that a customizer has set: builders do not tell (5.6). Sits right before
 * the library's retries, and is left out together with them. Thread-safe.
 */
final class RetryCheck implements ExecChainHandler {

	private final NoHiddenRetries ours;

	private final ApachePoolView view;

	private volatile boolean done;

	RetryCheck(NoHiddenRetries ours, ApachePoolView view) {
		this.ours = ours;
		this.view = view;
	}

	@Override
	public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
			throws IOException, HttpException {
		ClassicHttpResponse response = chain.proceed(request, scope);
		HttpEntity entity = request.getEntity();
		// Nobody is asked about a body that cannot be written again.
		if (!this.done && (entity == null || entity.isRepeatable())) {
			this.done = true;
			this.view.readBackRetries(this.ours.asked());
		}
		return response;
	}

}
