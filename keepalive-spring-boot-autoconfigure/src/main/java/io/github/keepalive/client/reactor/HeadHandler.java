package io.github.keepalive.client.reactor;

import java.util.Iterator;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import org.jspecify.annotations.Nullable;

/**
 * Sees the heads of responses, above the HTTP codec, those of redirects included.
 */
final class HeadHandler extends ChannelInboundHandlerAdapter {

	static final String NAME = "keepalive.head";

	private static final String KEEP_ALIVE = "keep-alive";

	private final PooledChannel pooled;

	HeadHandler(PooledChannel pooled) {
		this.pooled = pooled;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		// The peer's clock starts with the final response, not with a 100 or 103.
		if (message instanceof HttpResponse response
				&& response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
			this.pooled.responseHead(keepAlive(response.headers()));
		}
		context.fireChannelRead(message);
	}

	private static @Nullable String keepAlive(HttpHeaders headers) {
		Iterator<String> values = headers.valueStringIterator(KEEP_ALIVE);
		String first = values.hasNext() ? values.next() : null;
		return values.hasNext() ? String.join(",", headers.getAll(KEEP_ALIVE)) : first;
	}

}
