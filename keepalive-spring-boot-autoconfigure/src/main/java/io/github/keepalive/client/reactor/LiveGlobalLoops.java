package io.github.keepalive.client.reactor;

import java.time.Duration;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import reactor.core.publisher.Mono;
import reactor.netty.http.HttpResources;
import reactor.netty.resources.LoopResources;

/**
 * The global event loops of Reactor Netty as they are now. Spring Boot hands WebClient
 * the ones of the moment, and disposes them when any context of the JVM closes; those
 * that take their place are found here. Owns nothing.
 */
final class LiveGlobalLoops implements LoopResources {

	static final LiveGlobalLoops INSTANCE = new LiveGlobalLoops();

	private LiveGlobalLoops() {
	}

	@Override
	public EventLoopGroup onServer(boolean useNative) {
		return HttpResources.get().onServer(useNative);
	}

	@Override
	public EventLoopGroup onServerSelect(boolean useNative) {
		return HttpResources.get().onServerSelect(useNative);
	}

	@Override
	public EventLoopGroup onClient(boolean useNative) {
		return HttpResources.get().onClient(useNative);
	}

	@Override
	public <C extends Channel> C onChannel(Class<C> channelType, EventLoopGroup group) {
		return HttpResources.get().onChannel(channelType, group);
	}

	@Override
	public <C extends Channel> Class<? extends C> onChannelClass(Class<C> channelType, EventLoopGroup group) {
		return HttpResources.get().onChannelClass(channelType, group);
	}

	@Override
	public boolean daemon() {
		return HttpResources.get().daemon();
	}

	@Override
	public boolean isDisposed() {
		return false;
	}

	@Override
	public void dispose() {
		// Not ours.
	}

	@Override
	public Mono<Void> disposeLater(Duration quietPeriod, Duration timeout) {
		return Mono.empty();
	}

}
