package io.github.keepalive.server.netty;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Stops a server from listening without losing a connection: what the kernel has accepted
 * when a listening socket is closed gets a reset, so all of that is taken over first, the
 * socket closed in the same breath, and only then the connections handed on. Used by the
 * event loop of the listening channel.
 */
final class AcceptedLast extends ChannelInboundHandlerAdapter {

	private static final int CONNECT_MILLIS = 250;

	private static final long CLOSE_MILLIS = 500;

	private final List<Object> last = new ArrayList<>();

	private AcceptedLast() {
	}

	static void takeAndClose(Channel listening) throws InterruptedException {
		if (listening.localAddress() instanceof InetSocketAddress address && listening.isActive()) {
			listening.pipeline().addFirst(new AcceptedLast());
			awake(address);
			listening.closeFuture().await(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
		}
		listening.close().await(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
	}

	// Nothing is accepted unless somebody connects.
	private static void awake(InetSocketAddress address) {
		try (Socket socket = new Socket()) {
			socket.connect(
					address.getAddress().isAnyLocalAddress()
							? new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()) : address,
					CONNECT_MILLIS);
		}
		catch (IOException ex) {
			// Then the channel is closed as it is.
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		this.last.add(msg);
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
		// A full batch may not have been all.
		if (this.last.size() < ctx.channel().metadata().defaultMaxMessagesPerRead()) {
			ctx.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
		}
		this.last.forEach(ctx::fireChannelRead);
		this.last.clear();
		super.channelReadComplete(ctx);
	}

}
