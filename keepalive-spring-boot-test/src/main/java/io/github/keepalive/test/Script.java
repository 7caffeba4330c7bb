package io.github.keepalive.test;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.jspecify.annotations.Nullable;

/**
 * Which behaviour is next. Safe for use by several threads.
 */
final class Script {

	private final Queue<Behaviour> next = new ConcurrentLinkedQueue<>();

	private volatile Behaviour all = Behaviour.ok();

	private volatile @Nullable Behaviour reused;

	void all(Behaviour all) {
		this.all = all;
	}

	void reused(@Nullable Behaviour reused) {
		this.reused = reused;
	}

	void enqueue(Behaviour... next) {
		this.next.addAll(List.of(next));
	}

	Plan choose(boolean onReused) {
		Behaviour behaviour = this.next.poll();
		if (behaviour == null) {
			Behaviour forReused = this.reused;
			behaviour = (onReused && forReused != null) ? forReused : this.all;
		}
		return behaviour.plan();
	}

	void clear() {
		this.next.clear();
		this.all = Behaviour.ok();
		this.reused = null;
	}

}
