package io.github.keepalive.client.apache;

import java.io.IOException;

import io.github.keepalive.connection.Attempt;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;

/**
 * Opens an {@link Exchange} round the part of the classic exec chain that leases a
 * connection and uses it. Thread-safe.
 */
final class ClassicExchangeHandler implements ExecChainHandler {

	private final ConnectionTracker tracker;

	ClassicExchangeHandler(ConnectionTracker tracker) {
		this.tracker = tracker;
	}

	@Override
	public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
			throws IOException, HttpException {
		Exchange exchange = new Exchange(this.tracker, scope.route, Attempt.current());
		HttpEntity entity = request.getEntity();
		try (Attempt.Scope current = exchange.open(scope.clientContext)) {
			if (entity != null && HeadFirstEntity.mayPause(entity)) {
				request.setEntity(new HeadFirstEntity(entity));
			}
			return chain.proceed(request, scope);
		}
		catch (IOException | HttpException | RuntimeException ex) {
			exchange.failed(ex);
			throw ex;
		}
		finally {
			// Handlers further up ask the original whether it can be written again.
			request.setEntity(entity);
		}
	}

}
