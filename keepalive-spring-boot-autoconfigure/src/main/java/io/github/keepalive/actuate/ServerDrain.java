package io.github.keepalive.actuate;

import java.time.Duration;
import java.util.Locale;

import io.github.keepalive.connection.Drainable;
import io.github.keepalive.connection.Drains;
import org.jspecify.annotations.Nullable;

/**
 * How a server is emptied before it stops.
 *
 * @param period how long that takes at most, in ISO-8601
 * @param stage {@code ready}, {@code draining} or {@code drained}
 * @param told responses that said that their connection ends
 * @param open connections that are open now
 * @since 0.1.0
 */
public record ServerDrain(String period, String stage, long told, int open) {

	static @Nullable ServerDrain of(Drains drains, String server) {
		Duration period = drains.period();
		Drainable drainable = drains.server(server);
		if (period == null || drainable == null) {
			return null;
		}
		return new ServerDrain(period.toString(), drains.stage().name().toLowerCase(Locale.ROOT), drainable.told(),
				drainable.open().size());
	}

}
