package io.github.keepalive.server.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import reactor.netty.NettyPipeline;

/**
 * Has responses say that their connection ends. Stands between Reactor Netty's exchange
 * and its traffic handler, which closes the connection then. Only installed when a drain
 * begins; one per channel, used by its event loop only.
 */
final class ClosingResponses extends ChannelOutboundHandlerAdapter {

	private static final String NAME = "keepalive.closingResponses";

	private final NettyDrainable drain;

	private ClosingResponses(NettyDrainable drain) {
		this.drain = drain;
	}

	static void install(Channel channel, NettyDrainable drain) {
		ChannelPipeline pipeline = channel.pipeline();
		// Without the traffic handler it is HTTP/2, a WebSocket, or still in the
		// handshake of TLS.
		if (pipeline.get(NettyPipeline.HttpTrafficHandler) != null && pipeline.get(NAME) == null) {
			pipeline.addAfter(NettyPipeline.HttpTrafficHandler, NAME, new ClosingResponses(drain));
		}
	}

	@Override
	public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) throws Exception {
		if (msg instanceof HttpResponse response && response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
			HttpUtil.setKeepAlive(response, false);
			this.drain.countTold();
		}
		super.write(ctx, msg, promise);
	}

}
