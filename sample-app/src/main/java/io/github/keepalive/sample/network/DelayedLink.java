package io.github.keepalive.sample.network;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection: what arrives at one end, data as well as the end of it,
 * comes out at the other after the delay. Used by the thread of its {@link DelayedPath}
 * only.
 */
final class DelayedLink {

	private static final int CHUNK = 16 * 1024;

	private final SelectionKey from;

	private final SelectionKey to;

	private final long delayNanos;

	private final Deque<Parcel> underWay = new ArrayDeque<>();

	private boolean finished;

	DelayedLink(SelectionKey from, SelectionKey to, long delayNanos) {
		this.from = from;
		this.to = to;
		this.delayNanos = delayNanos;
	}

	void receive(long now) {
		ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
		try {
			int read = channel(this.from).read(chunk);
			if (read < 0) {
				endWith(Kind.FIN, now);
			}
			else {
				this.underWay.add(new Parcel(now + this.delayNanos, Kind.DATA, chunk.flip()));
			}
		}
		catch (IOException ex) {
			endWith(Kind.RESET, now);
		}
	}

	private void endWith(Kind kind, long now) {
		if (this.from.isValid()) {
			this.from.interestOpsAnd(~SelectionKey.OP_READ);
		}
		this.underWay.add(new Parcel(now + this.delayNanos, kind, ByteBuffer.allocate(0)));
	}

	/**
	 * Hands over what is due.
	 * @param now the current time
	 * @return whether the far end took it: if not, it has reset the connection
	 */
	boolean deliver(long now) {
		try {
			Parcel next = this.underWay.peek();
			while (next != null && next.dueNanos() - now <= 0 && hand(next)) {
				this.underWay.remove();
				next = this.underWay.peek();
			}
			return true;
		}
		catch (IOException ex) {
			this.underWay.clear();
			this.finished = true;
			return false;
		}
	}

	/**
	 * Sends a reset from the near end, behind what is under way already.
	 * @param now the current time
	 */
	void sendReset(long now) {
		endWith(Kind.RESET, now);
	}

	private boolean hand(Parcel parcel) throws IOException {
		switch (parcel.kind()) {
			case DATA -> channel(this.to).write(parcel.data());
			case FIN -> channel(this.to).shutdownOutput();
			case RESET -> reset(this.to);
		}
		this.finished = parcel.kind() != Kind.DATA;
		// What the socket does not take now goes out a moment later.
		return !parcel.data().hasRemaining();
	}

	private static void reset(SelectionKey key) {
		try (SocketChannel channel = channel(key)) {
			channel.setOption(StandardSocketOptions.SO_LINGER, 0);
		}
		catch (IOException ex) {
			// Closed already, by the peer's reset.
		}
	}

	@Nullable Long dueNanos() {
		Parcel next = this.underWay.peek();
		return (next != null) ? next.dueNanos() : null;
	}

	boolean isFinished() {
		return this.finished;
	}

	private static SocketChannel channel(SelectionKey key) {
		return (SocketChannel) key.channel();
	}

	private enum Kind {

		DATA, FIN, RESET

	}

	private record Parcel(long dueNanos, Kind kind, ByteBuffer data) {

	}

}
