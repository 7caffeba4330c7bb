package io.github.keepalive.client.jetty;

import java.util.concurrent.TimeoutException;

import io.github.keepalive.connection.Attempt;
import io.github.keepalive.connection.CloseReason;
import io.github.keepalive.connection.ConnectionLife;
import io.github.keepalive.connection.Connections;
import io.github.keepalive.connection.RouteState;
import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.transport.HttpDestination;
import org.eclipse.jetty.client.transport.HttpExchange;
import org.eclipse.jetty.client.transport.IConnection;
import org.eclipse.jetty.client.transport.SendFailure;
import org.jspecify.annotations.Nullable;

/**
 * What the pool hands out in place of an HTTP/1.1 connection: the only place in Jetty
 * where an exchange, its connection and the moment before the first byte come together.
 * Used by the holder of the lease; {@link #closed()} may come from any thread, so fields
 * are volatile.
 */
final class GovernedConnection implements IConnection {

	private final IConnection plain;

	private final org.eclipse.jetty.io.Connection transport;

	private final HttpDestination destination;

	private final JettyPoolSource source;

	private final Connections connections;

	private final RouteState route;

	private final ConnectionLife life;

	private volatile boolean busy;

	private volatile long bytesInWhenIdle;

	GovernedConnection(IConnection plain, org.eclipse.jetty.io.Connection transport, HttpDestination destination,
			JettyPoolSource source) {
		this.plain = plain;
		this.transport = transport;
		this.destination = destination;
		this.source = source;
		this.connections = source.connections();
		this.life = this.connections.opened(JettyPoolSource.route(destination),
				transport.getEndPoint().getRemoteSocketAddress());
		this.route = this.connections.route(this.life.route());
		limitIdleTime();
	}

	ConnectionLife life() {
		return this.life;
	}

	Connection plain() {
		return this.plain;
	}

	@Nullable CloseReason mayLease(@Nullable Attempt attempt) {
		// Whatever came while nobody had asked would be taken for part of the next
		// response; Jetty's parser only notices whole messages.
		return (this.transport.getBytesIn() != this.bytesInWhenIdle) ? CloseReason.UNSOLICITED
				: this.connections.mayLease(this.life, attempt);
	}

	void closing(CloseReason reason) {
		this.life.closing(reason);
	}

	@Override
	public SendFailure send(HttpExchange exchange) {
		AttemptCarrier.awaitParked(exchange);
		Attempt attempt = AttemptCarrier.attempt(exchange);
		// The pool looked at the head of the queue; another thread may have taken that
		// exchange since. Nothing was written yet, so Jetty may send it again.
		CloseReason objection = (attempt != null) ? mayLease(attempt) : null;
		if (objection != null) {
			closing(objection);
			this.plain.close();
		}
		if (this.plain.isClosed()) {
			return new SendFailure(new TimeoutException("Connection was closed before the request was sent"), true);
		}
		this.busy = true;
		RequestPreparation.keepSlowResponses(exchange.getRequest(), this.source);
		this.source.waits(exchange.getRequest());
		new ResponseHead(exchange.getRequest(), this.route, this.life, this.connections)
			.listen(exchange.getResponseListeners());
		this.connections.leased(this.life, this.life.served() > 0, attempt);
		if (attempt != null) {
			tell(attempt);
		}
		SendFailure failure = this.plain.send(exchange);
		if (attempt != null && failure != null && failure.retry) {
			// Closed by its own idle timer just now; Jetty takes another connection.
			attempt.notWritten();
		}
		return failure;
	}

	private void tell(Attempt attempt) {
		long before = this.bytesInWhenIdle;
		attempt.responseByteIf(() -> this.transport.getBytesIn() != before);
		// From here on only listeners run before the head goes out: Jetty does not wait
		// for the first content.
		attempt.written();
	}

	@Nullable CloseReason released() {
		// Leased for an exchange that somebody else has sent meanwhile: still as idle as
		// before.
		if (!this.busy) {
			return null;
		}
		this.busy = false;
		this.bytesInWhenIdle = this.transport.getBytesIn();
		CloseReason objection = this.connections.completed(this.life);
		if (objection == null) {
			limitIdleTime();
		}
		return objection;
	}

	private void limitIdleTime() {
		// Jetty's timer starts with the last byte, the policy's with the response head.
		long left = this.route.timeLeft(this.life, this.connections.now()).toMillis();
		this.transport.getEndPoint().setIdleTimeout(Math.max(1, left));
	}

	void closed() {
		this.connections.closed(this.life, reason());
	}

	private CloseReason reason() {
		if (!this.destination.getHttpClient().isRunning()) {
			return CloseReason.SHUTDOWN;
		}
		boolean byPeer = this.transport.getEndPoint().isInputShutdown();
		boolean silent = this.transport.getBytesIn() == this.bytesInWhenIdle;
		if (this.busy) {
			return (byPeer && silent && this.life.served() > 0) ? CloseReason.STALE : CloseReason.EXCHANGE;
		}
		if (!silent) {
			return CloseReason.UNSOLICITED;
		}
		if (!byPeer) {
			return CloseReason.IDLE;
		}
		if (this.life.closeReason() == null) {
			this.life.endedByPeer(PeerEnd.of(this.transport.getEndPoint()));
		}
		return CloseReason.PEER;
	}

	@Override
	public void send(Request request, Response.CompleteListener listener) {
		this.plain.send(request, listener);
	}

	@Override
	public void close() {
		this.plain.close();
	}

	@Override
	public boolean isClosed() {
		return this.plain.isClosed();
	}

	@Override
	public String toString() {
		return this.plain.toString();
	}

}
