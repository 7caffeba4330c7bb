package io.github.keepalive.server.netty;

import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import reactor.netty.NettyPipeline;
import reactor.netty.http.IdleTimeoutHandler;

/**
 * Closes an HTTP/2 connection that is idle and has no open stream. Stands in for Reactor
 * Netty's own handler, which closes (1.3.6) whether or not a stream waits for a response.
 */
final class IdleStreams extends IdleStateHandler {

	private IdleStreams(long idleMillis) {
		super(0, 0, idleMillis, TimeUnit.MILLISECONDS);
	}

	static void replace(ChannelPipeline pipeline) {
		if (pipeline.get(NettyPipeline.IdleTimeoutHandler) instanceof IdleTimeoutHandler timer) {
			pipeline.replace(timer, NettyPipeline.IdleTimeoutHandler, new IdleStreams(timer.getAllIdleTimeInMillis()));
		}
	}

	@Override
	protected void channelIdle(ChannelHandlerContext ctx, IdleStateEvent event) throws Exception {
		Http2FrameCodec codec = ctx.pipeline().get(Http2FrameCodec.class);
		if (codec == null || codec.connection().numActiveStreams() == 0) {
			ctx.close().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
		}
	}

}
