package io.github.keepalive.probe;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How far a probe is and what it found.
 *
 * @param upstream name of the upstream
 * @param state how far it is
 * @param mode what it looks for, or {@code null} if never started
 * @param limit how long it waits for the end of the connection
 * @param idle when the second request is sent, or {@code null} if there is none
 * @param startedAt when it was started, or {@code null} if never
 * @param elapsed how long it has been running, or ran
 * @param address the address it is connected to, or {@code null} if not yet
 * @param addresses all addresses behind the name
 * @param idleFor how long the connection has been idle, while it is
 * @param status status code of the response, or {@code null} if there was none
 * @param result what it found, or {@code null} if nothing
 * @param error why it failed, or {@code null} if it did not
 * @param note what else is to be known, or {@code null} if nothing
 * @since 0.1.0
 */
public record ProbeReport(String upstream, ProbeState state, @Nullable ProbeMode mode, Duration limit,
		@Nullable Duration idle, @Nullable Instant startedAt, @Nullable Duration elapsed, @Nullable String address,
		List<String> addresses, @Nullable Duration idleFor, @Nullable Integer status, @Nullable ProbeResult result,
		@Nullable String error, @Nullable String note) {

	static ProbeReport notStarted(ProbeTarget target) {
		return new ProbeReport(target.upstream(), ProbeState.NOT_STARTED, null, target.limit(), null, null, null, null,
				List.of(), null, null, null, null, null);
	}

}
