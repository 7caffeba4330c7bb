package io.github.keepalive.server.netty;

import java.util.concurrent.TimeUnit;

import io.github.keepalive.connection.Drainable;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http2.Http2FrameCodec;
import reactor.netty.NettyPipeline;
import reactor.netty.channel.ChannelOperations;

/**
 * A connection of Reactor Netty, and the handler at its very front that sees when
 * something comes. Thread-safe.
 */
final class NettyOpenConnection extends ChannelInboundHandlerAdapter implements Drainable.OpenConnection {

	static final String NAME = "keepalive.openConnection";

	private static final long JUST_NOW_MILLIS = 100;

	private final Channel channel;

	private volatile long lastReadNanos = System.nanoTime();

	NettyOpenConnection(Channel channel) {
		this.channel = channel;
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
		this.lastReadNanos = System.nanoTime();
		super.channelRead(ctx, msg);
	}

	@Override
	public boolean isOpen() {
		return this.channel.isActive();
	}

	@Override
	public boolean isIdle() {
		Http2FrameCodec http2 = this.channel.pipeline().get(Http2FrameCodec.class);
		if (http2 != null) {
			return http2.connection().numActiveStreams() == 0;
		}
		return isOpen() && ChannelOperations.get(this.channel) == null;
	}

	@Override
	public long silentMillis() {
		return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - this.lastReadNanos);
	}

	@Override
	public boolean end() {
		// What has just come may begin a head, and only a complete one an exchange.
		if (!isIdle() || silentMillis() < JUST_NOW_MILLIS) {
			return false;
		}
		// Looked at once more by the event loop, which is where requests begin.
		this.channel.eventLoop().execute(() -> {
			if (isIdle() && silentMillis() >= JUST_NOW_MILLIS) {
				shutdownOutput();
			}
		});
		return true;
	}

	private void shutdownOutput() {
		if (this.channel instanceof DuplexChannel plain && this.channel.pipeline().get(NettyPipeline.SslHandler) == null
				&& this.channel.pipeline().get(Http2FrameCodec.class) == null) {
			plain.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
			return;
		}
		// TLS and HTTP/2 say good-bye themselves.
		this.channel.close().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
	}

	void closeAfterResponses(NettyDrainable drain) {
		this.channel.eventLoop().execute(() -> ClosingResponses.install(this.channel, drain));
	}

	boolean multiplexed() {
		return this.channel.pipeline().get(Http2FrameCodec.class) != null;
	}

	void goAway() {
		// Reactor Netty sends GOAWAY and closes when the last stream has ended.
		this.channel.close().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
	}

}
