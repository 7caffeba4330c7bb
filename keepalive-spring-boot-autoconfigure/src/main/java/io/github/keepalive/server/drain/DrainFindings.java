package io.github.keepalive.server.drain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

import io.github.keepalive.connection.FindingSource;
import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.policy.Durations;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.Severity;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.util.Assert;

/**
 * Notices what keeps the drain from doing its work.
 *
 * @since 0.1.0
 */
public final class DrainFindings implements FindingSource {

	private static final String PERIOD = "keepalive.server.drain.period";

	private static final String PHASE = "spring.lifecycle.timeout-per-shutdown-phase";

	private final ServerRegistry servers;

	private final DrainLimits limits;

	private final @Nullable CloudPlatform platform;

	private final BooleanSupplier polled;

	/**
	 * Creates the source.
	 * @param servers the servers of the context
	 * @param limits how long the drain and the graceful shutdown may take
	 * @param platform the platform the application runs on, or {@code null}
	 * @param polled whether somebody asks, or at least can ask, whether the application
	 * takes requests
	 */
	public DrainFindings(ServerRegistry servers, DrainLimits limits, @Nullable CloudPlatform platform,
			BooleanSupplier polled) {
		Assert.notNull(servers, "'servers' must not be null");
		Assert.notNull(limits, "'limits' must not be null");
		Assert.notNull(polled, "'polled' must not be null");
		this.servers = servers;
		this.limits = limits;
		this.platform = platform;
		this.polled = polled;
	}

	@Override
	public List<Finding> findings() {
		List<Finding> findings = new ArrayList<>();
		if (this.servers.drains().servers().isEmpty()) {
			return findings;
		}
		if (stopsAtOnce()) {
			findings.add(immediate());
			return findings;
		}
		Duration grace = grace(this.platform);
		if (this.platform != null && grace != null
				&& this.limits.period().plus(this.limits.requests()).compareTo(grace) > 0) {
			findings.add(longerThanGrace(this.platform, grace));
		}
		if (!this.polled.getAsBoolean()) {
			findings.add(notPolled());
		}
		return findings;
	}

	private boolean stopsAtOnce() {
		return this.servers.servers()
			.stream()
			.anyMatch((server) -> server.name().equals(ServerRegistry.MAIN) && server.facts().immediateShutdown());
	}

	// What the platform grants between its signal and the kill, unless somebody told it
	// otherwise, which a process cannot see.
	private static @Nullable Duration grace(@Nullable CloudPlatform platform) {
		if (platform == null) {
			return null;
		}
		return switch (platform) {
			case KUBERNETES, HEROKU, AWS_ECS -> Duration.ofSeconds(30);
			case CLOUD_FOUNDRY -> Duration.ofSeconds(10);
			case NOMAD -> Duration.ofSeconds(5);
			default -> null;
		};
	}

	private Finding longerThanGrace(CloudPlatform platform, Duration grace) {
		Duration sum = this.limits.period().plus(this.limits.requests());
		// What is killed in the middle of the drain has not even begun to stop.
		Severity severity = (this.limits.period().compareTo(grace) >= 0) ? Severity.WARN : Severity.INFO;
		return new Finding("KA070", severity,
				"The drain takes up to " + Durations.format(this.limits.period()) + " and the graceful shutdown up to "
						+ Durations.format(this.limits.requests()) + " more, together " + Durations.format(sum) + ". "
						+ platform + " by default kills a process " + Durations.format(grace)
						+ " after it has asked it to stop; whether that was changed cannot be seen from here.",
				"Make sure that the platform grants at least " + Durations.format(sum.plusSeconds(5))
						+ " (Kubernetes: 'terminationGracePeriodSeconds', plus the time of a preStop hook), or lower '"
						+ PHASE + "' or '" + PERIOD + "'.",
				List.of(PERIOD, PHASE));
	}

	private static Finding notPolled() {
		return new Finding("KA071", Severity.WARN,
				"The drain is on, but nobody asks whether this application still takes requests: no health group"
						+ " with the readiness state is exposed over HTTP, or none was asked for within five minutes."
						+ " Balancers then go on sending until the port is closed, and the drain always takes its"
						+ " whole period.",
				"Expose 'health' with its probes ('management.endpoint.health.probes.enabled'), and have the"
						+ " balancer or the platform check '/actuator/health/readiness'.",
				List.of("management.endpoint.health.probes.enabled", "management.endpoints.web.exposure.include",
						"keepalive.server.drain.enabled"));
	}

	private static Finding immediate() {
		return new Finding("KA072", Severity.WARN,
				"The drain is on, but 'server.shutdown' is 'immediate': the server stops without draining, and"
						+ " requests that are running or just being sent fail.",
				"Remove 'server.shutdown', or set it to 'graceful', the default; or set"
						+ " 'keepalive.server.drain.enabled' to false if that is what you want.",
				List.of("server.shutdown", "keepalive.server.drain.enabled"));
	}

}
