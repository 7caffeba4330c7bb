package io.github.keepalive.connection;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.Severity;
import org.jspecify.annotations.Nullable;

/**
 * Notes which transports wait for a response without any limit: no read timeout was set,
 * and the library has none of its own. There a connection that something on the way has
 * forgotten holds its caller until TCP gives up, and is never recognised as such.
 * Adapters tell when they send, because only then it is known what customizers and single
 * requests have set. Thread-safe.
 *
 * @since 0.1.0
 */
public final class EndlessWaits implements FindingSource {

	private final Set<String> transports = ConcurrentHashMap.newKeySet();

	private final AtomicBoolean told = new AtomicBoolean();

	private volatile @Nullable Consumer<Finding> listener;

	/**
	 * Notes a request without a limit.
	 * @param transport name of the library that waits
	 */
	public void report(String transport) {
		// In most applications the first request decides, and all others cost one read.
		if (!this.transports.contains(transport) && this.transports.add(transport)) {
			tell();
		}
	}

	/**
	 * Names the one who is told of the first request without a limit, once, unless there
	 * has been one already.
	 * @param listener whom to tell
	 */
	public void tellOnce(Consumer<Finding> listener) {
		if (this.transports.isEmpty()) {
			this.listener = listener;
		}
	}

	@Override
	public List<Finding> findings() {
		return this.transports.isEmpty() ? List.of() : List.of(finding());
	}

	private void tell() {
		Consumer<Finding> known = this.listener;
		if (known != null && this.told.compareAndSet(false, true)) {
			known.accept(finding());
		}
	}

	private Finding finding() {
		return new Finding("KA021", Severity.WARN,
				"No read timeout is set for " + String.join(", ", new TreeSet<>(this.transports))
						+ ": a request on a connection that a NAT gateway or firewall has forgotten waits for minutes,"
						+ " or for ever.",
				"Set 'spring.http.clients.read-timeout', or 'read-timeout' of the HTTP service group.",
				List.of("spring.http.clients.read-timeout"));
	}

}
