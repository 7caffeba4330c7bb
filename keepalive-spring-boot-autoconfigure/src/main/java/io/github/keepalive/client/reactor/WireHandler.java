package io.github.keepalive.client.reactor;

import java.net.SocketException;
import java.util.Map;

import io.github.keepalive.connection.Attempt;
import io.github.keepalive.connection.CloseManner;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.unix.Errors;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;
import reactor.netty.channel.AbortedException;

import org.springframework.http.client.reactive.ReactorClientHttpConnector;

/**
 * Sees the bytes of a connection, below the HTTP codec and above TLS: the first of a
 * request before it is handed on, and each of a response even if no head comes of it.
 */
// Outcomes are told through the promises that are passed on.
@SuppressWarnings("FutureReturnValueIgnored")
final class WireHandler extends ChannelDuplexHandler {

	static final String NAME = "keepalive.wire";

	private final PooledChannel pooled;

	WireHandler(PooledChannel pooled) {
		this.pooled = pooled;
	}

	/**
	 * Puts this and its companion round the HTTP codec.
	 * @param pipeline the pipeline of a connection that was just opened
	 * @param pooled whom to tell
	 * @return {@code false} if there is nothing to watch: HTTP/2 has a frame codec in
	 * this place, and no leases
	 */
	static boolean wire(ChannelPipeline pipeline, PooledChannel pooled) {
		if (!(pipeline.get(NettyPipeline.HttpCodec) instanceof HttpClientCodec)) {
			return false;
		}
		pipeline.addBefore(NettyPipeline.HttpCodec, NAME, new WireHandler(pooled));
		pipeline.addAfter(NettyPipeline.HttpCodec, HeadHandler.NAME, new HeadHandler(pooled));
		return true;
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		AbortedException refusal = this.pooled.written() ? null : this.pooled.refusal(attempt(context.channel()));
		if (refusal == null) {
			context.write(message, promise);
			return;
		}
		ReferenceCountUtil.release(message);
		promise.tryFailure(refusal);
		// After whoever writes has heard why, or the close would be all it hears.
		context.executor().execute(context::close);
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (this.pooled.received()) {
			context.fireChannelRead(message);
			return;
		}
		// They would be taken for the beginning of the next response.
		ReferenceCountUtil.release(message);
		context.close();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		this.pooled.end().failed(manner(cause));
		context.fireExceptionCaught(cause);
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		// Without success it is the end of the stream that was missing the alert.
		if (event instanceof SslCloseCompletionEvent closed && closed.isSuccess()) {
			this.pooled.end().byPeer(CloseManner.CLOSE_NOTIFY);
		}
		context.fireUserEventTriggered(event);
	}

	@Override
	public void close(ChannelHandlerContext context, ChannelPromise promise) {
		this.pooled.end().requested();
		context.close(promise);
	}

	private static CloseManner manner(Throwable cause) {
		boolean reset = (cause instanceof Errors.NativeIoException system)
				? system.expectedErr() == Errors.ERRNO_ECONNRESET_NEGATIVE : cause instanceof SocketException;
		return reset ? CloseManner.RESET : CloseManner.UNKNOWN;
	}

	private static @Nullable Attempt attempt(Channel channel) {
		Map<String, Object> attributes = channel.attr(ReactorClientHttpConnector.ATTRIBUTES_KEY).get();
		return (attributes != null && attributes.get(Attempt.ATTRIBUTE) instanceof Attempt attempt) ? attempt : null;
	}

}
