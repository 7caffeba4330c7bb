package io.github.keepalive.client.reactor;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.keepalive.connection.Attempt;
import io.github.keepalive.connection.CloseReason;
import io.github.keepalive.connection.ConnectionLife;
import io.github.keepalive.connection.Connections;
import io.github.keepalive.connection.RouteState;
import io.github.keepalive.connection.Tick;
import io.github.keepalive.policy.ClientKeepAlive;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;
import reactor.netty.channel.AbortedException;

/**
 * What is known of one channel of the pool, kept with it. Written by whoever holds the
 * lease, on the channel's event loop; the pool, which may ask on any thread, does so only
 * while nobody holds it.
 */
final class PooledChannel {

	private static final AttributeKey<PooledChannel> KEY = AttributeKey.valueOf(PooledChannel.class.getName());

	private final Channel channel;

	private final Connections connections;

	private final RouteState route;

	private final PoolGauge gauge;

	private final ConnectionLife life;

	private final ChannelEnd end;

	private final ChannelIdle idle;

	private final AtomicBoolean leased = new AtomicBoolean();

	private boolean wired;

	private volatile @Nullable Attempt attempt;

	private volatile Tick leasedAt;

	private volatile boolean reused;

	private volatile boolean written;

	private volatile boolean answered;

	private volatile boolean headSeen;

	private PooledChannel(Channel channel, Connections connections, RouteState route, PoolGauge gauge) {
		this.channel = channel;
		this.connections = connections;
		this.route = route;
		this.gauge = gauge;
		this.life = connections.opened(route.route(), channel.remoteAddress());
		this.end = new ChannelEnd(channel, this.life, this.leased);
		this.idle = new ChannelIdle(channel, connections, route, this.life, this.leased);
		this.leasedAt = this.life.openedAt();
	}

	static @Nullable PooledChannel of(Channel channel) {
		return channel.attr(KEY).get();
	}

	static PooledChannel open(Channel channel, Connections connections, RouteState route, PoolGauge gauge) {
		PooledChannel opened = new PooledChannel(channel, connections, route, gauge);
		channel.attr(KEY).set(opened);
		gauge.open().incrementAndGet();
		opened.wired = WireHandler.wire(channel.pipeline(), opened);
		return opened;
	}

	ClientKeepAlive plan() {
		return this.route.plan();
	}

	boolean multiplexed() {
		return !this.wired || this.channel.pipeline().get(NettyPipeline.H2MultiplexHandler) != null;
	}

	void leased(boolean fromPool, @Nullable Attempt forAttempt) {
		this.reused = fromPool;
		this.written = false;
		this.answered = false;
		this.headSeen = false;
		this.leasedAt = this.connections.now();
		if (multiplexed()) {
			this.life.multiplexes();
		}
		// Without the handlers nobody would say what was written, and silence must not
		// be taken for a fact.
		this.attempt = this.wired ? forAttempt : null;
		this.connections.leased(this.life, fromPool, this.attempt);
		if (this.leased.compareAndSet(false, true)) {
			this.gauge.active().incrementAndGet();
		}
	}

	/**
	 * Answers whether the first byte of the request may go out now.
	 * @param found the attempt that the request brought along, if any
	 * @return {@code null} if so, else why it is not sent
	 */
	@Nullable AbortedException refusal(@Nullable Attempt found) {
		if (this.attempt == null && found != null) {
			this.attempt = found;
			this.connections.attach(this.life, this.reused, found);
		}
		if (notFresh()) {
			this.life.closing(CloseReason.RETIRED);
			return new NotFreshException();
		}
		if (tooLate()) {
			this.life.closing(CloseReason.IDLE);
			return AbortedException.beforeSend();
		}
		if (this.attempt != null) {
			this.attempt.written();
		}
		this.written = true;
		return null;
	}

	private boolean notFresh() {
		Tick freshAfter = (this.attempt != null) ? this.attempt.freshAfter() : null;
		if (!this.reused || freshAfter == null || this.life.idleSince().isAfter(freshAfter)) {
			return false;
		}
		this.route.retireIdleSince(freshAfter);
		return true;
	}

	private boolean tooLate() {
		Duration waited = this.leasedAt.age(this.connections.now());
		// A guessed window is no reason to fail a request that may well succeed.
		if (!this.route.plan().mayRaise() || waited.compareTo(this.route.margin()) <= 0) {
			return false;
		}
		return this.connections.mayLease(this.life, null) == CloseReason.IDLE;
	}

	boolean written() {
		return this.written;
	}

	/**
	 * Notes bytes from the peer.
	 * @return {@code false} if nobody asked for any
	 */
	boolean received() {
		if (!this.leased.get() || !this.written) {
			this.life.closing(CloseReason.UNSOLICITED);
			return false;
		}
		if (!this.answered) {
			this.answered = true;
			if (this.attempt != null) {
				this.attempt.responseByte();
			}
		}
		return true;
	}

	void responseHead(@Nullable String keepAlive) {
		this.headSeen = true;
		this.life.responseHead(this.connections.now());
		this.route.hinted(this.life, keepAlive);
	}

	/**
	 * Ends the lease, if there is one.
	 * @return whether the connection must not go back to the pool
	 */
	boolean released() {
		if (!endLease() || !this.written) {
			return false;
		}
		CloseReason reason = this.headSeen ? this.connections.completed(this.life) : CloseReason.EXCHANGE;
		if (reason != null) {
			this.life.closing(reason);
		}
		return reason != null;
	}

	/**
	 * Returns whether a request waits that might get this connection.
	 * @return {@code true} if any waits for a connection of this route
	 */
	boolean wanted() {
		return this.gauge.pending().get() > 0;
	}

	ChannelIdle idle() {
		return this.idle;
	}

	ConnectionLife life() {
		return this.life;
	}

	ChannelEnd end() {
		return this.end;
	}

	@SuppressWarnings("FutureReturnValueIgnored") // The close listener counts it.
	void shuttingDown() {
		if (!this.leased.get() || multiplexed()) {
			this.life.closing(CloseReason.SHUTDOWN);
		}
		if (multiplexed()) {
			// Reactor Netty (1.3.6) ends its HTTP/2 pool only with a parent of its own
			// type; closing sends GOAWAY and lets open streams finish.
			this.channel.close();
		}
	}

	void closed() {
		this.gauge.open().decrementAndGet();
		if (multiplexed()) {
			this.life.multiplexes();
		}
		boolean stale = this.reused && this.written && !this.answered;
		CloseReason inUse = stale ? CloseReason.STALE : CloseReason.EXCHANGE;
		this.connections.closed(this.life, endLease() ? inUse : this.end.whileIdle(this.wired));
	}

	private boolean endLease() {
		if (!this.leased.compareAndSet(true, false)) {
			return false;
		}
		this.gauge.active().decrementAndGet();
		this.attempt = null;
		return true;
	}

}
