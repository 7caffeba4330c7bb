package io.github.keepalive.testsupport;

import java.time.Duration;

import io.github.keepalive.connection.CloseManner;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.FaultServer;

/**
 * The ways in which a peer ends an idle connection.
 */
public enum PeerClose {

	/** The end of a stream. */
	FIN(false, CloseManner.FIN),

	/** A reset. */
	RESET(false, CloseManner.RESET),

	/** The alert, then the end of the stream. */
	CLOSE_NOTIFY(true, CloseManner.CLOSE_NOTIFY),

	/** The end of a TLS stream without the alert. */
	TRUNCATION(true, CloseManner.FIN),

	/** A reset of a TLS connection. */
	TLS_RESET(true, CloseManner.RESET);

	private final boolean tls;

	private final CloseManner manner;

	PeerClose(boolean tls, CloseManner manner) {
		this.tls = tls;
		this.manner = manner;
	}

	public boolean tls() {
		return this.tls;
	}

	public CloseManner manner() {
		return this.manner;
	}

	/**
	 * Starts a server for one exchange.
	 * @return the server
	 */
	public FaultServer server() {
		FaultServer server = this.tls ? FaultServer.startTls() : FaultServer.start();
		if (this == TRUNCATION) {
			server.enqueue(Behaviour.closeAfterIdle(Duration.ofMillis(700)).withoutCloseNotify());
		}
		return server;
	}

	/**
	 * Ends the idle connection of the server.
	 * @param server the server
	 */
	public void end(FaultServer server) {
		if (this.manner == CloseManner.RESET) {
			server.resetIdle();
		}
		else if (this != TRUNCATION) {
			server.finIdle();
		}
	}

}
