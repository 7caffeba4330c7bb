package io.github.keepalive.client.reactor;

import java.util.Map;

import io.github.keepalive.connection.Attempt;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
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
		this.pooled.failed();
		context.fireExceptionCaught(cause);
	}

	@Override
	public void close(ChannelHandlerContext context, ChannelPromise promise) {
		this.pooled.closeRequested();
		context.close(promise);
	}

	private static @Nullable Attempt attempt(Channel channel) {
		Map<String, Object> attributes = channel.attr(ReactorClientHttpConnector.ATTRIBUTES_KEY).get();
		return (attributes != null && attributes.get(Attempt.ATTRIBUTE) instanceof Attempt attempt) ? attempt : null;
	}

}
