package io.github.keepalive.client.inventory;

import java.util.List;
import java.util.Objects;

import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.connection.PoolView;

/**
 * The retries of HTTP client libraries that somebody has switched on again. They do not
 * tell how often they retry.
 *
 * @since 0.1.0
 */
public final class LibraryRetries implements RetryLayer.Source {

	private final PoolRegistry pools;

	/**
	 * Creates the source.
	 * @param pools the pools of governed clients
	 */
	public LibraryRetries(PoolRegistry pools) {
		this.pools = Objects.requireNonNull(pools, "'pools' must not be null");
	}

	@Override
	public List<RetryLayer> layers() {
		return this.pools.views()
			.stream()
			.filter(PoolView::repeatsByItself)
			.limit(1)
			.map((view) -> RetryLayer.unreadable("the retry strategy inside client " + view.client()))
			.toList();
	}

}
