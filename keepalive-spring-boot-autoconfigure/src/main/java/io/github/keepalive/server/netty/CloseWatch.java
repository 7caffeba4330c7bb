package io.github.keepalive.server.netty;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.github.keepalive.connection.IdleCloses;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerState;

/**
 * Notices who closes a connection between two exchanges. One per channel, used by its
 * event loop only.
 */
final class CloseWatch extends ChannelDuplexHandler {

	private static final String NAME = "keepalive.closeWatch";

	/**
	 * What a timer may be early by.
	 */
	private static final long TIMER_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	private final IdleCloses idleCloses;

	private final LongSupplier limitNanos;

	private boolean waiting;

	private boolean bytesReceived;

	private boolean peerEnded;

	private boolean used;

	private boolean forwarded;

	private long idleSinceNanos;

	private CloseWatch(IdleCloses idleCloses, LongSupplier limitNanos) {
		this.idleCloses = idleCloses;
		this.limitNanos = limitNanos;
	}

	/**
	 * Has the connections of a server watched.
	 * @param server the server
	 * @param idleCloses where to count
	 * @param limitNanos the idle timeout in force, zero for none
	 * @return the server to use instead
	 */
	static HttpServer install(HttpServer server, IdleCloses idleCloses, LongSupplier limitNanos) {
		return server
			.doOnChannelInit((observer, channel, remoteAddress) -> add(channel.pipeline(), idleCloses, limitNanos))
			.childObserve(CloseWatch::onStateChange);
	}

	private static void add(ChannelPipeline pipeline, IdleCloses idleCloses, LongSupplier limitNanos) {
		CloseWatch watch = new CloseWatch(idleCloses, limitNanos);
		// Where requests come in as they are, and every close still goes out: a TLS
		// alert is no request.
		if (pipeline.get(NettyPipeline.SslHandler) != null) {
			pipeline.addAfter(NettyPipeline.SslHandler, NAME, watch);
		}
		else {
			pipeline.addFirst(NAME, watch);
		}
	}

	private static void onStateChange(Connection connection, ConnectionObserver.State state) {
		// Absent on the channel of an HTTP/2 stream.
		CloseWatch watch = connection.channel().pipeline().get(CloseWatch.class);
		if (watch == null) {
			return;
		}
		if (state == HttpServerState.REQUEST_RECEIVED && connection instanceof HttpServerRequest request) {
			watch.received(request);
		}
		else if (state == ConnectionObserver.State.DISCONNECTING && connection instanceof HttpServerResponse response) {
			watch.answered(connection, response);
		}
	}

	private void received(HttpServerRequest request) {
		this.waiting = false;
		if (!this.used) {
			// The first request says whose connection it is.
			this.used = true;
			this.forwarded = IdleCloses.PROXY_HEADERS.stream().anyMatch(request.requestHeaders()::contains);
		}
	}

	private void answered(Connection connection, HttpServerResponse response) {
		// Also told of exchanges that failed: those leave nothing to wait for.
		this.waiting = connection.channel().isActive() && connection.isPersistent()
				&& !endsWith(response.responseHeaders());
		this.bytesReceived = false;
		this.idleSinceNanos = System.nanoTime();
	}

	private static boolean endsWith(HttpHeaders headers) {
		// Reactor Netty puts it into the same headers, whoever wants the connection
		// ended.
		return headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
		this.bytesReceived = true;
		super.channelRead(ctx, msg);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
		// Handlers answer a reset by a close of their own.
		this.peerEnded |= cause instanceof IOException;
		super.exceptionCaught(ctx, cause);
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext ctx, Object evt) throws Exception {
		// As they do the peer's close_notify.
		this.peerEnded |= evt instanceof SslCloseCompletionEvent;
		super.userEventTriggered(ctx, evt);
	}

	@Override
	public void close(ChannelHandlerContext ctx, ChannelPromise promise) throws Exception {
		closed(ctx, this.peerEnded ? IdleCloses.Side.PEER : IdleCloses.Side.SERVER);
		super.close(ctx, promise);
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) throws Exception {
		// Netty closes past the pipeline when it reads the end of the stream.
		closed(ctx, IdleCloses.Side.PEER);
		super.channelInactive(ctx);
	}

	private void closed(ChannelHandlerContext ctx, IdleCloses.Side by) {
		long idle = System.nanoTime() - this.idleSinceNanos;
		// A stop of the server ends connections before its own channel shows that it is
		// closed; they have not been idle for long enough.
		boolean early = by == IdleCloses.Side.SERVER && idle + TIMER_NANOS < this.limitNanos.getAsLong();
		if (this.waiting && !early && !stopping(ctx.channel()) && !this.bytesReceived
				&& ctx.pipeline().get(Http2FrameCodec.class) == null) {
			this.idleCloses.closed(by, idle, this.forwarded);
		}
		this.waiting = false;
	}

	private static boolean stopping(Channel channel) {
		return channel.parent() != null && !channel.parent().isOpen();
	}

}
