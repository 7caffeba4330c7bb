package io.github.keepalive.sample.network;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * Both directions of one connection over the path. Used by the thread of its
 * {@link DelayedPath} only.
 */
final class DelayedConnection {

	private final SelectionKey client;

	private final SelectionKey target;

	private final DelayedLink there;

	private final DelayedLink back;

	DelayedConnection(SocketChannel client, SocketChannel target, Selector selector, long delayNanos)
			throws IOException {
		this.client = register(client, selector);
		this.target = register(target, selector);
		this.there = new DelayedLink(this.client, this.target, delayNanos);
		this.back = new DelayedLink(this.target, this.client, delayNanos);
	}

	private SelectionKey register(SocketChannel channel, Selector selector) throws IOException {
		channel.configureBlocking(false);
		channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
		return channel.register(selector, SelectionKey.OP_READ, this);
	}

	void receive(SelectionKey key, long now) {
		((key == this.client) ? this.there : this.back).receive(now);
	}

	/**
	 * Hands over what is due.
	 * @param now the current time
	 * @return whether the connection has ended
	 */
	boolean deliver(long now) {
		deliver(this.there, this.back, now);
		deliver(this.back, this.there, now);
		boolean over = this.there.isFinished() && this.back.isFinished();
		if (over || !this.client.isValid() || !this.target.isValid()) {
			close();
			return true;
		}
		return false;
	}

	private static void deliver(DelayedLink link, DelayedLink reverse, long now) {
		if (!link.deliver(now) && !reverse.isFinished()) {
			// The reset travels as long as everything else, and behind a close under way.
			reverse.sendReset(now);
		}
	}

	long nanosToWait(long now, long most) {
		return Math.min(nanosToWait(this.there, now, most), nanosToWait(this.back, now, most));
	}

	private static long nanosToWait(DelayedLink link, long now, long most) {
		Long due = link.dueNanos();
		return (due != null) ? Math.min(due - now, most) : most;
	}

	void close() {
		closeQuietly(this.client);
		closeQuietly(this.target);
	}

	private static void closeQuietly(SelectionKey key) {
		try {
			key.channel().close();
		}
		catch (IOException ex) {
			// Closing is all that was wanted.
		}
	}

}
