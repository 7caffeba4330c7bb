package io.github.keepalive.client.reactor;

import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Reactor's shared parallel scheduler with an end of its own: pools that HTTP/2 derives
 * from ours (Reactor Netty 1.3.6) would else schedule their eviction for ever. Its tasks
 * can be told from requests by the thread.
 */
final class BackgroundScheduler implements Scheduler {

	private static final ThreadLocal<@Nullable Boolean> RUNNING = new ThreadLocal<>();

	private volatile boolean disposed;

	/**
	 * Returns whether the calling thread runs a task of such a scheduler.
	 * @return {@code true} if so; after an eviction the same task may serve requests that
	 * came meanwhile (reactor-pool 1.2.6)
	 */
	static boolean isRunning() {
		return RUNNING.get() != null;
	}

	@Override
	public Disposable schedule(Runnable task) {
		return this.disposed ? Disposables.disposed() : Schedulers.parallel().schedule(marked(task));
	}

	@Override
	public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
		return this.disposed ? Disposables.disposed() : Schedulers.parallel().schedule(marked(task), delay, unit);
	}

	private static Runnable marked(Runnable task) {
		return () -> {
			RUNNING.set(Boolean.TRUE);
			try {
				task.run();
			}
			finally {
				RUNNING.remove();
			}
		};
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
