package io.github.keepalive.actuate;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.keepalive.connection.Route;
import io.github.keepalive.connection.WindowReading;
import io.github.keepalive.connection.WindowReading.Estimate;
import io.github.keepalive.connection.WindowReading.Probed;
import io.github.keepalive.connection.WindowWords;
import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.Origin;
import org.jspecify.annotations.Nullable;

/**
 * The part of the report about one window: what was said of it, and what was seen.
 */
final class WindowReport {

	private final @Nullable Derived configured;

	private final List<PoolRow> rows;

	private final Map<Route, WindowReading> readings;

	private final @Nullable Derived inForce;

	/**
	 * Creates the part.
	 * @param configured the window as stated or assumed
	 * @param rows the routes in use
	 * @param readings what is known of routes
	 * @param inForce the longest idle time in force
	 */
	WindowReport(@Nullable Derived configured, List<PoolRow> rows, Map<Route, WindowReading> readings,
			@Nullable Derived inForce) {
		this.configured = configured;
		this.rows = rows;
		this.readings = readings;
		this.inForce = inForce;
	}

	KeepAliveDescriptor.Window describe() {
		return new KeepAliveDescriptor.Window(KeepAliveDescriptor.Value.of(this.configured), shortest(hints()),
				shortest(readings().stream().map(WindowReport::learned).filter(Objects::nonNull).toList()),
				shortest(readings().stream().map(WindowReport::probed).filter(Objects::nonNull).toList()),
				KeepAliveDescriptor.Value.of(this.inForce), otherCloses());
	}

	private Collection<WindowReading> readings() {
		return this.readings.values();
	}

	private List<Derived> hints() {
		return this.rows.stream().map(PoolRow::hint).filter(Objects::nonNull).toList();
	}

	private static KeepAliveDescriptor.@Nullable Value shortest(List<Derived> windows) {
		return KeepAliveDescriptor.Value.of(windows.stream().min(Comparator.comparing(Derived::value)).orElse(null));
	}

	private static @Nullable Derived learned(WindowReading reading) {
		Estimate estimate = reading.estimate();
		return (estimate != null) ? new Derived(millis(estimate.about()), Origin.LEARNED,
				WindowWords.learned(estimate, reading.survivedThere())) : null;
	}

	private static @Nullable Derived probed(WindowReading reading) {
		Probed probed = reading.probed();
		return (probed != null) ? new Derived(millis(probed.window()), Origin.PROBED, WindowWords.probed(probed))
				: null;
	}

	private static Duration millis(Duration duration) {
		return duration.truncatedTo(ChronoUnit.MILLIS);
	}

	private List<String> otherCloses() {
		boolean several = this.readings.size() > 1;
		return this.readings.entrySet()
			.stream()
			.flatMap((entry) -> entry.getValue()
				.patterns()
				.stream()
				.map((seen) -> (several ? entry.getKey() + ": " : "") + WindowWords.pattern(seen)))
			.limit(KeepAliveEndpoint.MOST_CLOSES)
			.toList();
	}

}
