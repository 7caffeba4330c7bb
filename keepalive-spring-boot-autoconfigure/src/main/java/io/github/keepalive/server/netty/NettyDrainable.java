package io.github.keepalive.server.netty;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import io.github.keepalive.connection.Drainable;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * Drains a Reactor Netty server. Thread-safe.
 */
final class NettyDrainable implements Drainable {

	private final String name;

	private final Set<NettyOpenConnection> open = ConcurrentHashMap.newKeySet();

	private final AtomicLong told = new AtomicLong();

	private volatile boolean accepted;

	private volatile boolean draining;

	private volatile @Nullable DisposableServer server;

	NettyDrainable(String name) {
		this.name = name;
	}

	HttpServer install(HttpServer server) {
		return server.doOnBound((bound) -> this.server = bound)
			.doOnChannelInit((observer, channel, remoteAddress) -> onConnection(channel))
			.childObserve(this::onStateChange);
	}

	private void onConnection(Channel channel) {
		this.accepted = true;
		NettyOpenConnection connection = new NettyOpenConnection(channel);
		channel.pipeline().addFirst(NettyOpenConnection.NAME, connection);
		this.open.add(connection);
		channel.closeFuture().addListener((closed) -> this.open.remove(connection));
	}

	private void onStateChange(Connection connection, ConnectionObserver.State state) {
		// An exchange begins.
		if (this.draining && state == ConnectionObserver.State.CONFIGURED) {
			ClosingResponses.install(connection.channel(), this);
		}
	}

	void countTold() {
		this.told.incrementAndGet();
	}

	@Override
	public String server() {
		return this.name;
	}

	@Override
	public boolean accepted() {
		return this.accepted;
	}

	@Override
	public void closeAfterResponses() {
		this.draining = true;
		this.open.forEach((connection) -> connection.closeAfterResponses(this));
	}

	@Override
	public void refuse() throws InterruptedException {
		DisposableServer bound = this.server;
		if (bound != null) {
			AcceptedLast.takeAndClose(bound.channel());
		}
		this.open.stream().filter(NettyOpenConnection::multiplexed).forEach(NettyOpenConnection::goAway);
	}

	@Override
	public long told() {
		return this.told.get();
	}

	@Override
	public List<NettyOpenConnection> open() {
		return List.copyOf(this.open);
	}

	@Override
	public boolean leavesRequestsToUs() {
		// Reactor Netty (1.3.6) regards a server that does not listen as disposed of.
		return true;
	}

}
