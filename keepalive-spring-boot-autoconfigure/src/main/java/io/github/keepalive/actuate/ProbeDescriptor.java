package io.github.keepalive.actuate;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

import io.github.keepalive.probe.ProbeReport;
import io.github.keepalive.probe.ProbeResult;
import io.github.keepalive.probe.ProbeState;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * How far the probe of an upstream is and what it found. Field names are a contract:
 * fields are only added. Durations are ISO-8601.
 *
 * @param upstream name of the upstream
 * @param state {@code NOT_STARTED}, {@code RUNNING}, {@code DONE}, {@code CANCELLED} or
 * {@code FAILED}
 * @param mode {@code close} if it waits for the end of the connection, {@code survive} if
 * it sends a second request
 * @param limit how long it waits for the end of the connection
 * @param idle when the second request is sent
 * @param startedAt when it was started
 * @param elapsed how long it has been running, or ran
 * @param address address and port it is connected to
 * @param addresses all addresses behind the name, if there are several
 * @param idleFor how long the connection has been idle, while it is
 * @param status status code of the response
 * @param result what it found: {@code CLOSED}, {@code OPEN}, {@code NOT_KEPT_ALIVE},
 * {@code SURVIVED}, {@code LOST} or {@code SILENT}
 * @param reason the same in words
 * @param window the peer's idle window, where it was measured
 * @param moreThan what the window is longer than, where it was survived
 * @param atMost what the window is at most, where it was not
 * @param closed how the connection ended: {@code fin}, {@code reset},
 * {@code close_notify} or {@code unknown}
 * @param error why it failed
 * @param note what else is to be known
 * @since 0.1.0
 */
public record ProbeDescriptor(String upstream, ProbeState state, @Nullable String mode, String limit,
		@Nullable String idle, @Nullable String startedAt, @Nullable String elapsed, @Nullable String address,
		@Nullable List<String> addresses, @Nullable String idleFor, @Nullable Integer status,
		ProbeResult.@Nullable Kind result, @Nullable String reason, KeepAliveDescriptor.@Nullable Value window,
		@Nullable String moreThan, @Nullable String atMost, @Nullable String closed, @Nullable String error,
		@Nullable String note) implements OperationResponseBody {

	static ProbeDescriptor of(ProbeReport report) {
		ProbeResult result = report.result();
		List<String> addresses = (report.addresses().size() > 1) ? report.addresses() : null;
		return new ProbeDescriptor(report.upstream(), report.state(), lower(report.mode()), report.limit().toString(),
				text(report.idle()), (report.startedAt() != null) ? report.startedAt().toString() : null,
				text(report.elapsed()), report.address(), addresses, text(report.idleFor()), report.status(),
				(result != null) ? result.kind() : null, (result != null) ? result.reason() : null,
				(result != null) ? KeepAliveDescriptor.Value.of(result.window()) : null,
				(result != null) ? text(result.moreThan()) : null, (result != null) ? text(result.atMost()) : null,
				(result != null) ? lower(result.closed()) : null, report.error(), report.note());
	}

	private static @Nullable String lower(@Nullable Enum<?> value) {
		return (value != null) ? value.name().toLowerCase(Locale.ROOT) : null;
	}

	private static @Nullable String text(@Nullable Duration duration) {
		return (duration != null) ? duration.truncatedTo(ChronoUnit.MILLIS).toString() : null;
	}

	/**
	 * The probes of all upstreams that can be probed.
	 *
	 * @param probes the probes, by name of the upstream
	 */
	public record All(List<ProbeDescriptor> probes) implements OperationResponseBody {

	}

	/**
	 * Why something was not done.
	 *
	 * @param error the reason in words
	 */
	public record Refusal(String error) implements OperationResponseBody {

	}

}
