package io.github.keepalive.client.reactor;

import java.util.concurrent.TimeUnit;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Reactor's shared parallel scheduler with an end of its own: pools that HTTP/2 derives
 * from ours (Reactor Netty 1.3.6) would else schedule their eviction for ever.
 */
final class BackgroundScheduler implements Scheduler {

	private volatile boolean disposed;

	@Override
	public Disposable schedule(Runnable task) {
		return this.disposed ? Disposables.disposed() : Schedulers.parallel().schedule(task);
	}

	@Override
	public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
		return this.disposed ? Disposables.disposed() : Schedulers.parallel().schedule(task, delay, unit);
	}

	@Override
	public Worker createWorker() {
		return Schedulers.parallel().createWorker();
	}

	@Override
	public void dispose() {
		this.disposed = true;
	}

	@Override
	public boolean isDisposed() {
		return this.disposed;
	}

}
