package io.github.keepalive.server.netty;

import java.time.Duration;

import io.github.keepalive.policy.Derived;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2FrameCodec;
import org.jspecify.annotations.Nullable;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.NettyPipeline;
import reactor.netty.http.HttpConnectionLiveness;
import reactor.netty.http.IdleTimeoutHandler;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerState;

/**
 * Restricts Reactor Netty's idle timer to the time between two exchanges. By itself
 * (1.3.6) it also runs from accept to the first complete request head, undisturbed by the
 * bytes of one, and with HTTP/2 it closes connections whose streams wait for a slow
 * handler. One per channel, used by its event loop only.
 */
final class IdleBetweenRequests extends ChannelInboundHandlerAdapter {

	private static final String NAME = "keepalive.idleBetweenRequests";

	private final @Nullable Duration headerTimeout;

	private boolean awaitingHead = true;

	private IdleBetweenRequests(@Nullable Duration headerTimeout) {
		this.headerTimeout = headerTimeout;
	}

	static HttpServer install(HttpServer server, Duration idle, @Nullable Derived headerTimeout) {
		Duration head = (headerTimeout != null) ? headerTimeout.value() : null;
		return server.idleTimeout(idle)
			.doOnChannelInit((observer, channel, remoteAddress) -> channel.pipeline()
				.addFirst(NAME, new IdleBetweenRequests(head)))
			.childObserve(IdleBetweenRequests::onStateChange);
	}

	private static void onStateChange(Connection connection, ConnectionObserver.State state) {
		if (state == HttpServerState.REQUEST_RECEIVED) {
			// Absent on the channel of an HTTP/2 stream.
			IdleBetweenRequests handler = connection.channel().pipeline().get(IdleBetweenRequests.class);
			if (handler != null) {
				handler.awaitingHead = false;
			}
		}
	}

	@Override
	public void channelActive(ChannelHandlerContext ctx) throws Exception {
		super.channelActive(ctx);
		keepPatience(ctx.pipeline());
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
		ChannelPipeline pipeline = ctx.pipeline();
		ChannelHandler timer = pipeline.get(NettyPipeline.IdleTimeoutHandler);
		if (timer instanceof IdleTimeoutHandler && !multiplexed(pipeline)) {
			// A request begins.
			IdleTimeoutHandler.removeIdleTimeoutHandler(pipeline);
			this.awaitingHead = true;
		}
		super.channelRead(ctx, msg);
		keepPatience(pipeline);
	}

	private void keepPatience(ChannelPipeline pipeline) {
		if (multiplexed(pipeline)) {
			IdleStreams.replace(pipeline);
			return;
		}
		if (!this.awaitingHead) {
			return;
		}
		// Also the timer that was started at the end of a TLS handshake.
		IdleTimeoutHandler.removeIdleTimeoutHandler(pipeline);
		if (pipeline.get(NettyPipeline.HttpTrafficHandler) != null) {
			// Without a value nothing is added: a head may then take as long as ever.
			IdleTimeoutHandler.addIdleTimeoutHandler(pipeline, this.headerTimeout, HttpConnectionLiveness.CLOSE);
		}
	}

	private static boolean multiplexed(ChannelPipeline pipeline) {
		return pipeline.get(Http2FrameCodec.class) != null;
	}

}
