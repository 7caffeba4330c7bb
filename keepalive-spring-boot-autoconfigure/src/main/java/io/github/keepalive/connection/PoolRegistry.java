package io.github.keepalive.connection;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The pools of all governed clients. Holds them weakly: a client that nobody uses any
 * more disappears together with its rows, so whoever registers a view keeps it alive from
 * the client itself. Thread-safe.
 *
 * @since 0.1.0
 */
public final class PoolRegistry {

	private final List<WeakReference<PoolView>> views = new CopyOnWriteArrayList<>();

	private final EndlessWaits endlessWaits = new EndlessWaits();

	private final Bypasses bypasses = new Bypasses();

	private final LearnedWindows windows = new LearnedWindows();

	private final AtomicInteger names = new AtomicInteger();

	/**
	 * Makes up a name for a client that has none.
	 * @param prefix what the name starts with
	 * @return a name that is unique in this registry
	 */
	public String nextName(String prefix) {
		return prefix + "-" + this.names.incrementAndGet();
	}

	/**
	 * Returns where clients tell that they wait for a response without any limit.
	 * @return what was told so far
	 */
	public EndlessWaits endlessWaits() {
		return this.endlessWaits;
	}

	/**
	 * Returns where adapters tell of clients whose pool is not ours.
	 * @return what was told so far
	 */
	public Bypasses bypasses() {
		return this.bypasses;
	}

	/**
	 * Returns where clients learn how long their peers keep idle connections.
	 * @return the windows of all routes
	 */
	public LearnedWindows windows() {
		return this.windows;
	}

	/**
	 * Adds a view.
	 * @param view the view
	 */
	public void register(PoolView view) {
		Objects.requireNonNull(view, "'view' must not be null");
		this.views.removeIf((reference) -> reference.get() == null);
		this.views.add(new WeakReference<>(view));
	}

	/**
	 * Returns the views of all clients that are still in use.
	 * @return the views, oldest first
	 */
	public List<PoolView> views() {
		List<PoolView> alive = new ArrayList<>();
		for (WeakReference<PoolView> reference : this.views) {
			PoolView view = reference.get();
			if (view != null) {
				alive.add(view);
			}
		}
		return alive;
	}

}
