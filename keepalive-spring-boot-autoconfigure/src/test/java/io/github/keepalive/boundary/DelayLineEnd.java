package io.github.keepalive.boundary;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One end of a connection through a {@link DelayLine}. Confined to the line's thread.
 */
final class DelayLineEnd {

	private static final int WINDOW = 256 * 1024;

	// The JDK's goodbye in TLS 1.3 is two alerts of 24 bytes each (user_canceled and
	// close_notify); a request is longer.
	private static final int ALERTS = 48;

	private final DelayLine line;

	private final SocketChannel channel;

	private final boolean target;

	private final Deque<ByteBuffer> pending = new ArrayDeque<>();

	private DelayLineEnd other;

	private SelectionKey key;

	private int underWay;

	private boolean finReceived;

	private boolean finArrived;

	private boolean finSent;

	DelayLineEnd(DelayLine line, SocketChannel channel, boolean target) {
		this.line = line;
		this.channel = channel;
		this.target = target;
	}

	void join(DelayLineEnd other) throws IOException {
		this.other = other;
		this.key = this.line.register(this.channel, SelectionKey.OP_READ, this::ready);
	}

	private void ready() {
		if (this.key.isValid() && this.key.isWritable()) {
			flush();
		}
		if (this.key.isValid() && this.key.isReadable()) {
			read();
		}
	}

	private void read() {
		ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
		int count;
		try {
			count = this.channel.read(buffer);
		}
		catch (IOException ex) {
			reset();
			return;
		}
		if (count == -1) {
			this.finReceived = true;
			interest(SelectionKey.OP_READ, false);
			this.line.arrives(this.other::finish);
			closeIfDone();
			return;
		}
		this.underWay += count;
		interest(SelectionKey.OP_READ, this.underWay < WINDOW);
		this.line.arrives(() -> this.other.write(buffer.flip()));
	}

	private void write(ByteBuffer buffer) {
		if (!this.channel.isOpen()) {
			return;
		}
		if (this.target && this.finReceived) {
			late(buffer.remaining());
		}
		this.pending.add(buffer);
		flush();
	}

	// Servers close both directions at once, so what comes after their FIN is answered by
	// RST. Our socket does not tell: having read the FIN it reports nothing but its end.
	private void late(int bytes) {
		if (bytes > ALERTS) {
			this.line.resetByTarget();
		}
		this.line.arrives(this.other::abort);
	}

	private void finish() {
		this.finArrived = true;
		flush();
	}

	private void flush() {
		if (!this.channel.isOpen()) {
			return;
		}
		try {
			while (!this.pending.isEmpty()) {
				ByteBuffer head = this.pending.peek();
				this.other.arrived(this.channel.write(head));
				if (head.hasRemaining()) {
					interest(SelectionKey.OP_WRITE, true);
					return;
				}
				this.pending.remove();
			}
			interest(SelectionKey.OP_WRITE, false);
			if (this.finArrived && !this.finSent) {
				this.finSent = true;
				this.channel.shutdownOutput();
				closeIfDone();
			}
		}
		catch (IOException ex) {
			reset();
		}
	}

	private void arrived(int bytes) {
		this.underWay -= bytes;
		if (!this.finReceived && this.underWay < WINDOW) {
			interest(SelectionKey.OP_READ, true);
		}
	}

	// The late request was counted when it was passed on, its reset is no second one.
	private void reset() {
		if (this.target && !this.finReceived) {
			this.line.resetByTarget();
		}
		close();
		this.line.arrives(this.other::abort);
	}

	private void abort() {
		try {
			if (this.channel.isOpen()) {
				this.channel.setOption(StandardSocketOptions.SO_LINGER, 0);
			}
		}
		catch (IOException ex) {
			// Reset by its own peer meanwhile.
		}
		close();
	}

	private void closeIfDone() {
		if (this.finReceived && this.finSent) {
			close();
		}
	}

	private void close() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			// Nothing is left to be told to anybody.
		}
	}

	private void interest(int operation, boolean wanted) {
		if (this.key.isValid()) {
			int others = this.key.interestOps() & ~operation;
			this.key.interestOps(wanted ? others | operation : others);
		}
	}

}
