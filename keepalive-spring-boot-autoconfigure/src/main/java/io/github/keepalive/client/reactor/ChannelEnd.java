package io.github.keepalive.client.reactor;

import java.util.concurrent.atomic.AtomicBoolean;

import io.github.keepalive.connection.CloseManner;
import io.github.keepalive.connection.CloseReason;
import io.github.keepalive.connection.ConnectionLife;
import io.netty.channel.Channel;

/**
 * Tells who ends a channel, and how a peer does that to an idle one. Written on the
 * channel's event loop.
 */
final class ChannelEnd {

	private final Channel channel;

	private final ConnectionLife life;

	private final AtomicBoolean leased;

	private volatile boolean failed;

	private volatile boolean requested;

	ChannelEnd(Channel channel, ConnectionLife life, AtomicBoolean leased) {
		this.channel = channel;
		this.life = life;
		this.leased = leased;
	}

	void failed(CloseManner manner) {
		this.failed = true;
		byPeer(manner);
	}

	/**
	 * Notes that the peer has ended the connection.
	 * @param manner how
	 */
	void byPeer(CloseManner manner) {
		// What follows a close of ours says nothing about the peer.
		if (!this.leased.get() && !this.requested && this.life.closeReason() == null) {
			this.life.endedByPeer(manner);
			this.life.closing(CloseReason.PEER);
		}
	}

	/**
	 * Notes a close by our side, as after a read timeout: the peer is not to blame.
	 */
	void requested() {
		if (this.leased.get() && !this.failed) {
			this.life.closing(CloseReason.EXCHANGE);
		}
		this.requested = true;
	}

	void idleTooLong() {
		this.life.closing(CloseReason.IDLE);
	}

	/**
	 * Answers why an idle channel was closed if nobody said so before.
	 * @param watched whether all that passes the pipeline was seen
	 * @return why
	 */
	CloseReason whileIdle(boolean watched) {
		if (this.requested || this.channel.eventLoop().isShuttingDown()) {
			return CloseReason.SHUTDOWN;
		}
		// Netty (4.2) closes a channel whose stream has ended past the pipeline, which
		// hears of it afterwards.
		if (watched) {
			byPeer(CloseManner.FIN);
		}
		return CloseReason.PEER;
	}

}
