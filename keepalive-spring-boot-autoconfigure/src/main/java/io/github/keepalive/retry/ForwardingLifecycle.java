package io.github.keepalive.retry;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.Lifecycle;
import org.springframework.context.Phased;
import org.springframework.context.SmartLifecycle;

/**
 * Lets a wrapper that is a bean pass on what the container tells it: Jetty's factory is
 * stopped by {@code destroy}, Reactor Netty's starts and stops with the context.
 */
interface ForwardingLifecycle extends SmartLifecycle, DisposableBean {

	Object getDelegate();

	@Override
	default void start() {
		if (getDelegate() instanceof Lifecycle lifecycle) {
			lifecycle.start();
		}
	}

	@Override
	default void stop() {
		if (getDelegate() instanceof Lifecycle lifecycle) {
			lifecycle.stop();
		}
	}

	@Override
	default boolean isRunning() {
		return getDelegate() instanceof Lifecycle lifecycle && lifecycle.isRunning();
	}

	@Override
	default boolean isAutoStartup() {
		return getDelegate() instanceof SmartLifecycle lifecycle && lifecycle.isAutoStartup();
	}

	@Override
	default int getPhase() {
		return (getDelegate() instanceof Phased phased) ? phased.getPhase() : DEFAULT_PHASE;
	}

	@Override
	default void destroy() throws Exception {
		if (getDelegate() instanceof DisposableBean disposable) {
			disposable.destroy();
		}
	}

}
