package io.github.keepalive.client.reactor;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.keepalive.connection.CloseReason;
import io.github.keepalive.connection.ConnectionLife;
import io.github.keepalive.connection.Connections;
import io.github.keepalive.connection.RouteState;
import io.github.keepalive.connection.Tick;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * Tells how long an idle channel may be leased, and how long it may stay: longer, while
 * it is tried whether a learned window has grown. Asked on any thread, while nobody holds
 * the lease.
 */
final class ChannelIdle {

	/**
	 * How long a busy event loop may take to come to a task, generously.
	 */
	private static final long LONGEST_LAG_MILLIS = 5_000;

	private final Channel channel;

	private final Connections connections;

	private final RouteState route;

	private final ConnectionLife life;

	private final AtomicBoolean leased;

	ChannelIdle(Channel channel, Connections connections, RouteState route, ConnectionLife life, AtomicBoolean leased) {
		this.channel = channel;
		this.connections = connections;
		this.route = route;
		this.life = life;
		this.leased = leased;
	}

	/**
	 * Answers the question at lease.
	 * @return whether it must not be leased
	 */
	boolean expired() {
		return isOver(this.connections.mayLease(this.life, null));
	}

	@SuppressWarnings("FutureReturnValueIgnored") // The close listener counts it.
	void askTheLoop() {
		EventLoop loop = this.channel.eventLoop();
		if (loop.inEventLoop() || !mayExpireSoon()) {
			return;
		}
		// The request is written by the loop, maybe much later than now. This runs just
		// before it, and Reactor Netty takes another connection for one that is closed.
		loop.execute(() -> {
			if (!this.leased.get() && expired()) {
				this.channel.close();
			}
		});
	}

	private boolean mayExpireSoon() {
		Tick now = this.connections.now();
		Tick later = new Tick(now.nanos() + TimeUnit.MILLISECONDS.toNanos(LONGEST_LAG_MILLIS),
				now.millis() + LONGEST_LAG_MILLIS);
		return this.route.mayLease(this.life, later, null) != null;
	}

	/**
	 * Answers the question in the background.
	 * @return whether it must not stay
	 */
	boolean overdue() {
		if (isOver(this.connections.mayKeep(this.life))) {
			return true;
		}
		if (this.connections.mayLease(this.life, null) != null) {
			look();
		}
		return false;
	}

	@SuppressWarnings("FutureReturnValueIgnored") // A closed loop has nothing to tell.
	private void look() {
		Tick now = this.connections.now();
		EventLoop loop = this.channel.eventLoop();
		// A loop that was blocked runs tasks before it reads what has arrived meanwhile,
		// but what it schedules by itself afterwards (Netty 4.2).
		loop.execute(() -> loop.schedule(() -> {
			if (this.channel.isActive() && !this.leased.get() && this.life.closeReason() == null) {
				this.life.seenOpen(now);
			}
		}, 1, TimeUnit.MILLISECONDS));
	}

	private boolean isOver(@Nullable CloseReason reason) {
		if (reason != null) {
			this.life.closing(reason);
		}
		return this.life.closeReason() != null;
	}

}
