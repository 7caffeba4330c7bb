package io.github.keepalive.server.tomcat;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.util.concurrent.locks.Lock;

import io.github.keepalive.connection.Drainable;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;

/**
 * A connection of Tomcat's NIO endpoint.
 *
 * @param wrapper what Tomcat knows of it; one per connection, not used again
 */
record TomcatOpenConnection(NioSocketWrapper wrapper) implements Drainable.OpenConnection {

	@Override
	public boolean isOpen() {
		return !this.wrapper.isClosed();
	}

	@Override
	public boolean isIdle() {
		// A processor stays with a request that is not complete, an asynchronous one and
		// an upgraded connection; the poller gives up its interest before a request is
		// handled.
		return isOpen() && this.wrapper.getCurrentProcessor() == null
				&& this.wrapper.interestOpsHas(SelectionKey.OP_READ);
	}

	@Override
	public long silentMillis() {
		return System.currentTimeMillis() - this.wrapper.getLastRead();
	}

	@Override
	public boolean end() {
		Lock lock = this.wrapper.getLock();
		// Held while a request is handled.
		if (!lock.tryLock()) {
			return false;
		}
		try {
			if (!isIdle()) {
				return false;
			}
			shutdownOutput(this.wrapper.getSocket());
			return true;
		}
		finally {
			lock.unlock();
		}
	}

	private void shutdownOutput(NioChannel channel) {
		try {
			if (channel.getClass() == NioChannel.class) {
				channel.getIOChannel().shutdownOutput();
				return;
			}
		}
		catch (IOException ex) {
			// Closed by the peer meanwhile.
		}
		// TLS says good-bye itself.
		this.wrapper.close();
	}

}
